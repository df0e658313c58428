//! A request that a fake provider received.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    net::TcpStream,
};

use serde::Serialize;

/// Longest head or body that is read.
const MAX_REQUEST: usize = 1 << 20;

/// A request that a fake provider received.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenRequest {
    /// The method.
    pub method: String,
    /// The path with the query.
    pub path: String,
    /// Name in lower case → value.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

impl SeenRequest {
    /// Reads a request.
    pub(super) fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut received = Vec::new();
        let head_end = loop {
            if let Some(at) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break at + 4;
            }
            read_more(stream, &mut received)?;
        };
        let mut request = Self::parse_head(&String::from_utf8_lossy(received.get(..head_end).unwrap_or_default()));
        let length = request.headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while received.len() < head_end + length {
            read_more(stream, &mut received)?;
        }
        request.body = String::from_utf8_lossy(received.get(head_end..).unwrap_or_default()).into_owned();
        Ok(request)
    }

    fn parse_head(head: &str) -> Self {
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        Self {
            method: words.next().unwrap_or_default(),
            path: words.next().unwrap_or_default(),
            headers: lines.filter_map(header).collect(),
            body: String::new(),
        }
    }
}

fn read_more(stream: &mut TcpStream, received: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 8192];
    let count = stream.read(&mut buffer)?;
    if count == 0 || received.len() > MAX_REQUEST {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    received.extend_from_slice(buffer.get(..count).unwrap_or_default());
    Ok(())
}
