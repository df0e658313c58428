//! The certificates of the system, and secure connections.

use std::sync::{Arc, OnceLock};

use rules::wire::answer::TransportFailure;
use rustls::{ClientConfig, RootCertStore, crypto::ring};

/// Where the root certificates are from. They are read when the first secure connection is made.
#[derive(Debug, Default)]
pub(crate) struct RootCertificates {
    roots: OnceLock<Arc<RootCertStore>>,
}

impl RootCertificates {
    /// Uses these instead of those of the system.
    pub(crate) fn from_store(roots: RootCertStore) -> Self {
        Self { roots: OnceLock::from(Arc::new(roots)) }
    }

    /// The settings of a connection. One without encryption needs no certificates.
    pub(crate) fn client_config(&self, is_secure: bool) -> Result<ClientConfig, TransportFailure> {
        let none = || Arc::new(RootCertStore::empty());
        let roots = if is_secure { Arc::clone(self.roots.get_or_init(load_roots)) } else { none() };
        if is_secure && roots.is_empty() {
            return Err(TransportFailure::NoRootCertificates);
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| TransportFailure::NoRootCertificates)?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

/// Reads the certificates of the system. Those that cannot be read are left out.
fn load_roots() -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    Arc::new(roots)
}
