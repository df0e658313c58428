//! Finds the addresses of a host.

use std::{
    fmt,
    io::Result,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// A function that knows the addresses of names.
type Lookup = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Finds the addresses of a host. A request asks once, and connects to nothing but the addresses that were found.
#[derive(Default)]
pub(crate) enum Resolver {
    /// The resolver of the system.
    #[default]
    System,
    /// A function.
    Function(Arc<Lookup>),
}

impl Resolver {
    pub(crate) async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>> {
        match self {
            Self::System => Ok(tokio::net::lookup_host((host, port)).await?.collect()),
            Self::Function(find) => {
                let literal = host.parse().ok().map(|ip| vec![ip]);
                let found = literal.unwrap_or_else(|| find(host));
                Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect())
            }
        }
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Function(_) => "Function",
        })
    }
}
