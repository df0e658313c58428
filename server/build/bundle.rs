//! Files with their hash in the name, compressed, and the list of them.

use std::{fs, io::Write, path::Path};

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::Result;

#[derive(Default)]
pub(crate) struct Bundle {
    /// Their names, their bytes.
    files: Vec<(String, Vec<u8>)>,
    /// What the document calls those that it links to.
    roles: Vec<(&'static str, String)>,
    /// The chunks of each lazy page.
    chunks: Vec<(String, Vec<String>)>,
}

impl Bundle {
    pub(crate) fn add(&mut self, role: &'static str, name: &str, bytes: &[u8]) {
        let name = self.put(name, bytes);
        self.roles.push((role, name));
    }

    /// A file with its hash in its name, which is returned.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> String {
        let hash = hex(Sha256::digest(bytes).get(..5).unwrap_or_default());
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let name = format!("{stem}-{hash}.{extension}");
        self.files.push((name.clone(), bytes.to_vec()));
        name
    }

    /// What a lazy page needs.
    pub(crate) fn need(&mut self, page: &str, names: Vec<String>) {
        self.chunks.push((page.to_owned(), names));
    }

    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let _ = fs::remove_dir_all(dir);
        fs::create_dir_all(dir)?;
        for (name, bytes) in &self.files {
            fs::write(dir.join(name), bytes)?;
            fs::write(dir.join(format!("{name}.br")), compress(bytes)?)?;
        }
        let address = |name: &String| format!("\"/assets/{name}\"");
        let mut lines: Vec<_> =
            self.roles.iter().map(|(role, name)| format!("  \"{role}\": {}", address(name))).collect();
        let chunks: Vec<_> = self
            .chunks
            .iter()
            .map(|(page, names)| {
                let names: Vec<_> = names.iter().map(address).collect();
                format!("    \"{page}\": [{}]", names.join(", "))
            })
            .collect();
        lines.push(format!("  \"chunks\": {{\n{}\n  }}", chunks.join(",\n")));
        fs::write(dir.join("manifest.json"), format!("{{\n{}\n}}\n", lines.join(",\n")))?;
        Ok(())
    }
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        lgblock: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::with_params(&mut compressed, 1 << 16, &params);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
