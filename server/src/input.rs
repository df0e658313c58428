//! Input of a command: answers of the user, and secrets that a terminal must not show.

use std::{
    io::{self, BufRead, IsTerminal, Read, Write, stdin},
    os::fd::AsFd,
};

use contract::TypedSecret;
use rustix::termios::{InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

/// A rule refuses what is longer than 64 KiB, so no more than this is read.
const MAX_SECRET_BYTES: u64 = 64 * 1024 + 1;

/// A terminal delivers the lines of a pasted text within this time, in tenths of a second.
const PASTE_PAUSE: u8 = 1;

/// Where the input of a command comes from.
#[derive(Debug, Clone, Default)]
pub enum Input {
    /// The stdin of this process.
    #[default]
    Process,
    /// A fixed text, as if it was piped in.
    Piped(TypedSecret),
}

/// What was typed at a prompt for a secret.
#[derive(Debug)]
pub enum TypedInput {
    /// The secret. It may have several lines.
    Secret(TypedSecret),
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl Input {
    /// A text as if it was piped in, for tests.
    #[must_use]
    pub fn piped(text: impl Into<String>) -> Self {
        Self::Piped(text.into().into())
    }

    /// Whether a user can be asked.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Process) && stdin().is_terminal()
    }

    /// Asks for a line, which the terminal shows; `None` at the end of the input.
    pub fn read_line(&self, prompt: &str) -> io::Result<Option<String>> {
        show_prompt(prompt)?;
        let mut line = String::new();
        let length = stdin().lock().read_line(&mut line)?;
        Ok((length > 0).then(|| line.trim().to_owned()))
    }

    /// Reads a secret: at a terminal without showing it, else all that is piped in.
    pub fn read_secret(&self, prompt: &str) -> io::Result<TypedInput> {
        match self {
            Self::Piped(text) => Ok(TypedInput::Secret(text.clone())),
            Self::Process if stdin().is_terminal() => {
                show_prompt(prompt)?;
                let typed = HiddenTerminal::open().and_then(|terminal| terminal.read());
                // The line end that was typed is not shown either.
                show_prompt("\n")?;
                typed
            }
            Self::Process => read_piped(stdin().lock()),
        }
    }
}

fn show_prompt(prompt: &str) -> io::Result<()> {
    let mut out = io::stderr().lock();
    out.write_all(prompt.as_bytes())?;
    out.flush()
}

fn read_piped(from: impl Read) -> io::Result<TypedInput> {
    let mut bytes = new_buffer();
    from.take(MAX_SECRET_BYTES).read_to_end(&mut bytes)?;
    to_secret(bytes).map(TypedInput::Secret)
}

/// A buffer that is never moved, which would leave a copy of the secret behind.
fn new_buffer() -> Vec<u8> {
    Vec::with_capacity(usize::try_from(MAX_SECRET_BYTES).unwrap_or_default() + 1)
}

fn to_secret(bytes: Vec<u8>) -> io::Result<TypedSecret> {
    String::from_utf8(bytes).map(TypedSecret::from).map_err(|_| io::Error::other("it is not UTF-8 text"))
}

/// The terminal with its echo switched off, until this is dropped. It also delivers Ctrl-C as a character, so that no
/// signal ends the process while the echo is off.
struct HiddenTerminal {
    before: Termios,
}

impl HiddenTerminal {
    fn open() -> io::Result<Self> {
        let before = tcgetattr(stdin().as_fd())?;
        let terminal = Self { before };
        terminal.wait_for_byte(true)?;
        Ok(terminal)
    }

    /// Sets whether a read waits for a byte, or only for the rest of a pasted text.
    fn wait_for_byte(&self, is_endless: bool) -> io::Result<()> {
        let mut hidden = self.before.clone();
        hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        hidden.input_modes.remove(InputModes::IXON);
        let (minimum, time) = if is_endless { (1, 0) } else { (0, PASTE_PAUSE) };
        hidden.special_codes[SpecialCodeIndex::VMIN] = minimum;
        hidden.special_codes[SpecialCodeIndex::VTIME] = time;
        Ok(tcsetattr(stdin().as_fd(), OptionalActions::Now, &hidden)?)
    }

    /// Reads until Enter, and on while more lines of a pasted text arrive at once.
    fn read(&self) -> io::Result<TypedInput> {
        let mut typed = TypedBytes(new_buffer());
        loop {
            let mut byte = [0_u8];
            let count = rustix::io::read(stdin().as_fd(), &mut byte)?;
            let [byte] = byte;
            // Nothing is read at the end of a pasted text, and at the end of the input.
            match if count == 0 { Typing::Ended } else { typed.add(byte) } {
                Typing::Ended => return to_secret(typed.into_bytes()).map(TypedInput::Secret),
                Typing::Interrupted => return Ok(TypedInput::Interrupted),
                Typing::LineEnded => self.wait_for_byte(false)?,
                Typing::GoesOn => {}
            }
        }
    }
}

/// Also runs when a panic unwinds.
impl Drop for HiddenTerminal {
    fn drop(&mut self) {
        tcsetattr(stdin().as_fd(), OptionalActions::Now, &self.before).ok();
    }
}

/// What a typed byte means.
#[derive(Debug, PartialEq, Eq)]
enum Typing {
    GoesOn,
    LineEnded,
    Ended,
    Interrupted,
}

/// The bytes that were typed so far.
#[derive(Default)]
struct TypedBytes(Vec<u8>);

impl TypedBytes {
    fn add(&mut self, byte: u8) -> Typing {
        let bytes = &mut self.0;
        match byte {
            b'\x03' => {
                bytes.fill(0);
                return Typing::Interrupted;
            }
            b'\x04' => return Typing::Ended,
            b'\x08' | b'\x7f' => _ = bytes.pop(),
            b'\x15' => bytes.clear(),
            b'\r' | b'\n' => {
                bytes.push(b'\n');
                return Typing::LineEnded;
            }
            byte if (bytes.len() as u64) < MAX_SECRET_BYTES => bytes.push(byte),
            _ => {}
        }
        Typing::GoesOn
    }

    fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_bytes(bytes: &[u8]) -> (Vec<u8>, Typing) {
        let mut typed = TypedBytes::default();
        let last = bytes.iter().map(|byte| typed.add(*byte)).last().unwrap();
        (typed.into_bytes(), last)
    }

    #[test]
    fn keys_of_a_line_are_understood() {
        for (keys, expected, last) in [
            (&b"abc"[..], &b"abc"[..], Typing::GoesOn),
            (b"abd\x7fc\r", b"abc\n", Typing::LineEnded),
            (b"wrong\x15abc", b"abc", Typing::GoesOn),
            (b"abc\x03", b"\0\0\0", Typing::Interrupted),
            (b"abc\x04", b"abc", Typing::Ended),
            (b"\x7fabc", b"abc", Typing::GoesOn),
        ] {
            assert_eq!(type_bytes(keys), (expected.to_vec(), last), "{keys:?}");
        }
    }

    #[test]
    fn piped_text_is_read_as_it_is() {
        let read = |bytes: &[u8]| match read_piped(bytes).unwrap() {
            TypedInput::Secret(secret) => secret.expose().to_owned(),
            TypedInput::Interrupted => panic!("interrupted"),
        };
        assert_eq!(read(b"sk-x\n"), "sk-x\n");
        assert_eq!(read(&vec![b'x'; 100_000]).len(), 65_537);
        assert!(read_piped(&b"\xff\xfe"[..]).is_err());
    }
}
