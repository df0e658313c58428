//! Files with their hash in the name, compressed, and the list of them.

use std::{fs, io::Write, path::Path};

use sha2::{Digest, Sha256};

use crate::Result;

#[derive(Default)]
pub(crate) struct Bundle {
    /// What the document calls it, its name, its bytes.
    files: Vec<(&'static str, String, Vec<u8>)>,
}

impl Bundle {
    pub(crate) fn add(&mut self, role: &'static str, name: &str, bytes: &[u8]) {
        let hash = hex(Sha256::digest(bytes).get(..5).unwrap_or_default());
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        self.files.push((role, format!("{stem}-{hash}.{extension}"), bytes.to_vec()));
    }

    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let _ = fs::remove_dir_all(dir);
        fs::create_dir_all(dir)?;
        let mut roles = Vec::new();
        for (role, name, bytes) in &self.files {
            fs::write(dir.join(name), bytes)?;
            fs::write(dir.join(format!("{name}.br")), compress(bytes)?)?;
            roles.push(format!("  \"{role}\": \"/assets/{name}\""));
        }
        fs::write(dir.join("manifest.json"), format!("{{\n{}\n}}\n", roles.join(",\n")))?;
        Ok(())
    }
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
