//! Finds the addresses of a host.

use std::{fmt, io::Result, net::SocketAddr};
#[cfg(feature = "test-names")]
use std::{net::IpAddr, sync::Arc};

/// A function that knows the addresses of names.
#[cfg(feature = "test-names")]
type Lookup = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Finds the addresses of a host. A request asks once, and connects to nothing but the addresses that were found.
#[derive(Default)]
pub(crate) struct Resolver {
    /// The function that a test asks instead of the system.
    #[cfg(feature = "test-names")]
    pub(crate) function: Option<Arc<Lookup>>,
}

impl Resolver {
    pub(crate) async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>> {
        #[cfg(feature = "test-names")]
        if let Some(find) = &self.function {
            let literal = host.parse().ok().map(|ip| vec![ip]);
            let found = literal.unwrap_or_else(|| find(host));
            return Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect());
        }
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}
