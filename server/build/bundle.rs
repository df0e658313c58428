//! Writes the files of the site, each as Brotli with a hash in its name, and their manifest.

use std::{fs, io::Write, path::Path};

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::Result;

#[derive(Default)]
pub(crate) struct Bundle {
    /// Names and contents.
    files: Vec<(String, Vec<u8>)>,
    /// Manifest keys and names of the files that the document links to.
    roles: Vec<(&'static str, String)>,
    /// Chunks of each lazy page.
    chunks: Vec<(String, Vec<String>)>,
}

impl Bundle {
    pub(crate) fn add_linked_file(&mut self, role: &'static str, name: &str, bytes: &[u8]) {
        let name = self.add_file(name, bytes);
        self.roles.push((role, name));
    }

    /// Adds a file and returns its name, which contains a hash of the content.
    pub(crate) fn add_file(&mut self, name: &str, bytes: &[u8]) -> String {
        let hash = to_hex(Sha256::digest(bytes).get(..5).unwrap_or_default());
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let name = format!("{stem}-{hash}.{extension}");
        self.files.push((name.clone(), bytes.to_vec()));
        name
    }

    /// Adds the chunks that a lazy page needs.
    pub(crate) fn add_page_chunks(&mut self, page: &str, names: Vec<String>) {
        self.chunks.push((page.to_owned(), names));
    }

    pub(crate) fn write_site(&self, dir: &Path) -> Result<()> {
        let _ = fs::remove_dir_all(dir);
        fs::create_dir_all(dir)?;
        for (name, bytes) in &self.files {
            fs::write(dir.join(format!("{name}.br")), compress_brotli(bytes)?)?;
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

fn compress_brotli(bytes: &[u8]) -> Result<Vec<u8>> {
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

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
