//! Secure connections to a server of this process, whose certificates are in `certificates/`.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
};

use crate::support::{draft, failure, local_policy, response, run};
use net::{Net, Secrets};
use rules::wire::answer::{Answer, TlsFailure, TransportFailure};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, Stream,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

const CA: &[u8] = include_bytes!("certificates/ca.der");
const KEY: &[u8] = include_bytes!("certificates/leaf.key.der");

fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(CA)).unwrap();
    roots
}

/// Serves one secure connection.
fn serve_one(certificate: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .unwrap();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        // The client ends a handshake that it does not accept.
        if stream.read(&mut [0; 1024]).is_ok() {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").ok();
        }
    });
    address
}

fn ask(net: &Net, address: SocketAddr) -> Answer {
    let draft = draft(&format!("https://{address}/"));
    run(net.send(&draft, &Secrets::default(), &local_policy(&draft.url)))
}

#[test]
fn a_trusted_certificate_is_accepted() {
    let answer = response(ask(&Net::with_roots(roots()), serve_one(include_bytes!("certificates/good.der"))));
    assert_eq!((answer.status, answer.text().as_ref()), (200, "ok"));
}

/// T87: certificates are always checked.
#[test]
fn other_certificates_are_told_apart() {
    let cases: [(&[u8], _); 2] = [
        (include_bytes!("certificates/expired.der"), TlsFailure::Expired),
        (include_bytes!("certificates/other_name.der"), TlsFailure::WrongName),
    ];
    for (certificate, expected) in cases {
        let found = failure(ask(&Net::with_roots(roots()), serve_one(certificate)));
        assert_eq!(found, TransportFailure::Tls(expected));
    }
    let good = include_bytes!("certificates/good.der");
    let mut other = RootCertStore::empty();
    other.add(CertificateDer::from(&include_bytes!("certificates/expired.der")[..])).unwrap();
    assert_eq!(
        failure(ask(&Net::with_roots(other), serve_one(good))),
        TransportFailure::Tls(TlsFailure::UnknownIssuer)
    );
}

#[test]
fn a_machine_without_root_certificates_is_told_apart() {
    let net = Net::with_roots(RootCertStore::empty());
    let found = failure(ask(&net, serve_one(include_bytes!("certificates/good.der"))));
    assert_eq!(found, TransportFailure::NoRootCertificates);
}

#[test]
fn a_server_without_tls_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket.read_exact(&mut [0; 5]).unwrap();
        socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    let found = failure(ask(&Net::with_roots(roots()), address));
    assert_eq!(found, TransportFailure::Tls(TlsFailure::Other));
}
