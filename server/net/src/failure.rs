//! Why a request failed.

use std::{error::Error, io};

use rules::wire::answer::{TlsFailure, TransportFailure};
use rustls::CertificateError;

/// Finds out why a request failed. `is_proxied`: it was sent to a proxy.
pub(crate) fn failure_of(error: &reqwest::Error, is_proxied: bool) -> TransportFailure {
    let causes = || causes(error);
    if let Some(tls) = causes().find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        return TransportFailure::Tls(tls_failure(tls));
    }
    if is_proxied && error.is_connect() {
        return TransportFailure::Proxy;
    }
    if error.is_timeout() {
        return TransportFailure::ConnectTimeout;
    }
    let by_http = causes().find_map(|cause| http_failure(cause.downcast_ref()?));
    let by_system = || causes().find_map(|cause| system_failure(cause.downcast_ref()?));
    by_http.or_else(by_system).unwrap_or(TransportFailure::ConnectionReset)
}

/// The error and its causes. The cause of an I/O error is inside of it.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause: &&'a (dyn Error + 'static)| {
        let inside = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| cause.source())
    })
}

fn http_failure(error: &hyper::Error) -> Option<TransportFailure> {
    if error.is_parse() {
        Some(TransportFailure::NotHttp)
    } else {
        error.is_incomplete_message().then_some(TransportFailure::ConnectionReset)
    }
}

fn system_failure(error: &io::Error) -> Option<TransportFailure> {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Some(TransportFailure::Refused),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
            Some(TransportFailure::Unreachable)
        }
        io::ErrorKind::TimedOut => Some(TransportFailure::ConnectTimeout),
        // The other side does not speak TLS, or ended the connection in the handshake.
        io::ErrorKind::InvalidData => Some(TransportFailure::Tls(TlsFailure::Other)),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
            Some(TransportFailure::ConnectionReset)
        }
        _ => None,
    }
}

fn tls_failure(error: &rustls::Error) -> TlsFailure {
    let rustls::Error::InvalidCertificate(reason) = error else { return TlsFailure::Other };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFailure::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsFailure::NotYetValid,
        CertificateError::UnknownIssuer => TlsFailure::UnknownIssuer,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsFailure::WrongName,
        _ => TlsFailure::Other,
    }
}
