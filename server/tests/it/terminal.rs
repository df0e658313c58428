//! Runs a command on a pseudo-terminal, as a person sees and answers it.

use std::{
    fs::File,
    io::{Read, Write},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Termios, tcgetattr},
};

/// How long an expected text may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A command on a pseudo-terminal.
pub(crate) struct Terminal {
    child: Child,
    /// The end of the terminal at which the person is.
    person: File,
    output: Receiver<Vec<u8>>,
    /// Everything that was on the screen.
    screen: String,
    /// How much of the screen was already expected.
    seen: usize,
}

impl Terminal {
    /// Starts a command with the terminal as stdin, stdout and stderr.
    pub(crate) fn start(command: &mut Command) -> Self {
        let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&person).unwrap();
        unlockpt(&person).unwrap();
        let name = ptsname(&person, Vec::new()).unwrap();
        let program = open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let stream = || Stdio::from(program.try_clone().unwrap());
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().unwrap();
        let person = File::from(person);
        let output = read_in_background(person.try_clone().unwrap());
        drop::<OwnedFd>(program);
        Self { child, person, output, screen: String::new(), seen: 0 }
    }

    /// Waits until a text is on the screen, behind the one that was expected before.
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.screen[self.seen..].find(text) {
                self.seen += at + text.len();
                return self;
            }
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(reason) => panic!("no `{text}` ({reason}) on the screen:\n{}", self.screen),
            }
        }
    }

    /// Waits for a prompt and types keys; a secret, once the terminal no longer shows what is typed.
    pub(crate) fn answer(&mut self, prompt: &str, keys: &str) {
        self.expect(prompt);
        if prompt.starts_with("Paste ") {
            self.type_secret_keys(keys)
        } else {
            self.type_keys(keys)
        };
    }

    /// Types a text and the Enter key.
    pub(crate) fn type_line(&mut self, text: &str) -> &mut Self {
        self.type_keys(&format!("{text}\r"))
    }

    /// Types a secret and the Enter key, once the terminal no longer shows what is typed.
    pub(crate) fn type_secret(&mut self, text: &str) -> &mut Self {
        self.type_secret_keys(&format!("{text}\r"))
    }

    /// Types keys once the terminal no longer shows what is typed.
    fn type_secret_keys(&mut self, keys: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while self.modes().local_modes.contains(LocalModes::ECHO) {
            assert!(Instant::now() < end, "the terminal shows what is typed:\n{}", self.screen);
            thread::sleep(Duration::from_millis(2));
        }
        self.type_keys(keys)
    }

    fn type_keys(&mut self, keys: &str) -> &mut Self {
        self.person.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// The settings of the terminal.
    fn modes(&self) -> Termios {
        tcgetattr(&self.person).unwrap()
    }

    /// Waits for the end of the command, which must leave the terminal as it was. Returns its exit code and the whole
    /// screen.
    pub(crate) fn finish(mut self) -> (i32, String) {
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let modes = self.modes().local_modes;
        assert!(modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG), "the terminal is changed");
        // The terminal has nothing more when the program has closed its end.
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.screen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Disconnected) => return (code, self.screen),
                Err(RecvTimeoutError::Timeout) => panic!("the terminal stays open:\n{}", self.screen),
            }
        }
    }
}

fn read_in_background(mut terminal: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Reading fails when the program has closed its end.
        while let Ok(count @ 1..) = terminal.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}
