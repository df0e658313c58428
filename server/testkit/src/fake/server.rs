//! Accepts connections, each on a thread of its own.

use std::{
    io::{self, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{Answer, Script, SeenRequest};

/// Path that takes a new script.
const SCRIPT_PATH: &str = "/__script";

/// Path that returns and forgets the requests so far, as JSON.
const SEEN_PATH: &str = "/__seen";

/// A fake provider on a free port of loopback. It stops when it is dropped.
pub struct FakeProvider {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    script: Mutex<Script>,
    seen: Mutex<Vec<SeenRequest>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
    stops: AtomicBool,
}

impl FakeProvider {
    /// Starts a provider that follows a script.
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback");
        let address = listener.local_addr().expect("the port");
        let shared = Arc::new(Shared {
            script: Mutex::new(script),
            seen: Mutex::default(),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
            stops: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        let acceptor = Some(thread::spawn(move || accept(&listener, &accepting)));
        Self { address, shared, acceptor }
    }

    /// `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<SeenRequest> {
        lock(&self.shared.seen).clone()
    }

    /// The number of open connections.
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// The largest number of connections that were open at once.
    pub fn most_connections(&self) -> usize {
        self.shared.most_open.load(Ordering::SeqCst)
    }

    /// Serves until the process ends.
    pub fn serve_forever(mut self) {
        if let Some(acceptor) = self.acceptor.take() {
            acceptor.join().ok();
        }
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.shared.stops.store(true, Ordering::SeqCst);
        // Wakes `accept`.
        TcpStream::connect(self.address).ok();
        if let Some(acceptor) = self.acceptor.take() {
            acceptor.join().ok();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stops.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            let open = shared.open.fetch_add(1, Ordering::SeqCst) + 1;
            shared.most_open.fetch_max(open, Ordering::SeqCst);
            // An answer that is cut or refused by the client is part of a test.
            shared.serve(stream).ok();
            shared.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        if self.resets(&stream)? {
            return Ok(());
        }
        let request = SeenRequest::read(&mut stream)?;
        self.answer_to(request).send(&mut stream)?;
        stream.flush()?;
        stream.shutdown(Shutdown::Write)
    }

    /// Whether the connection is to be reset: the system does that when it is closed with unread data.
    fn resets(&self, stream: &TcpStream) -> io::Result<bool> {
        if !lock(&self.script).resets {
            return Ok(false);
        }
        let mut start = [0; 16];
        let count = stream.peek(&mut start)?;
        Ok(!String::from_utf8_lossy(start.get(..count).unwrap_or_default()).contains(" /__"))
    }

    fn answer_to(&self, request: SeenRequest) -> Answer {
        match request.path.as_str() {
            SCRIPT_PATH => match Script::from_json(&request.body) {
                Ok(script) => {
                    *lock(&self.script) = script;
                    Answer { status: 204, ..Answer::default() }
                }
                Err(error) => Answer::json(400, error.to_string().into()),
            },
            SEEN_PATH => {
                let seen = std::mem::take(&mut *lock(&self.seen));
                Answer::json(200, serde_json::to_value(seen).unwrap_or_default())
            }
            _ => {
                let answer = lock(&self.script).answer_to(&request);
                lock(&self.seen).push(request);
                answer
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
