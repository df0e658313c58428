//! Unix sockets of the dashboard: only this user can open them, they never replace a socket in use, and they are
//! removed at the end.

use std::{
    fs,
    io::{self, ErrorKind},
    os::unix::{
        fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt},
        net::UnixStream,
    },
    path::{Path, PathBuf},
};

use contract::{Code, OpError};
use rustix::process::geteuid;
use tokio::net::UnixListener;

/// Socket file that this process created and removes when this is dropped.
pub(super) struct OwnedSocket {
    pub(super) path: PathBuf,
    inode: u64,
}

impl Drop for OwnedSocket {
    /// Removes the socket, unless another dashboard has created its own there since.
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|file| file.ino() == self.inode) {
            fs::remove_file(&self.path).ok();
        }
    }
}

/// Binds a socket. It replaces a socket that no process listens on any more, and nothing else.
pub(super) fn bind_socket(path: &Path) -> io::Result<(UnixListener, OwnedSocket)> {
    if let Some(dir) = path.parent() {
        create_private_dir(dir)?;
    }
    if is_stale_socket(path) {
        fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    let owned_socket = OwnedSocket { path: path.to_path_buf(), inode: fs::symlink_metadata(path)?.ino() };
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok((listener, owned_socket))
}

fn create_private_dir(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

fn is_stale_socket(path: &Path) -> bool {
    let is_ours =
        fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket() && file.uid() == geteuid().as_raw());
    is_ours && UnixStream::connect(path).is_err_and(|e| e.kind() == ErrorKind::ConnectionRefused)
}

/// Binds a socket at a path that the user chose. No other user may have access to its directory, and each obstacle has
/// its own error.
pub(super) fn bind_socket_checked(wanted: &Path) -> Result<(UnixListener, OwnedSocket), OpError> {
    let refused = |reason: &str| socket_refused_error(wanted, reason);
    let absolute_path = std::path::absolute(wanted).map_err(|e| refused(&e.kind().to_string()))?;
    let (Some(dir), Some(name)) = (absolute_path.parent(), absolute_path.file_name()) else {
        return Err(refused("this is not a file name").with_hint("give a file name, such as `~/run/ui.sock`"));
    };
    create_private_dir(dir).map_err(|e| refused(&format!("could not create its directory: {}", e.kind())))?;
    // Links are resolved, so that the directory that is checked is the one that is used.
    let dir = dir.canonicalize().map_err(|e| refused(&e.kind().to_string()))?;
    check_private_dir(&dir, wanted)?;
    let path = dir.join(name);
    check_vacant(&path, wanted)?;
    bind_socket(&path).map_err(|e| match e.kind() {
        // Error kind for a path that is too long.
        ErrorKind::InvalidInput => {
            refused("its path is too long").with_hint("choose a shorter one, of up to 107 bytes")
        }
        kind => refused(&kind.to_string()),
    })
}

/// Checks that only this user can enter the directory. The mode of the socket itself is not enough: some systems ignore
/// it.
fn check_private_dir(dir: &Path, wanted: &Path) -> Result<(), OpError> {
    let shown = dir.display();
    let found = fs::metadata(dir).map_err(|e| socket_refused_error(wanted, &e.kind().to_string()))?;
    if found.uid() != geteuid().as_raw() {
        return Err(socket_refused_error(wanted, &format!("`{shown}` belongs to another user"))
            .with_hint("choose a directory of your own, such as `$XDG_RUNTIME_DIR`"));
    }
    if found.mode() & 0o077 != 0 {
        return Err(socket_refused_error(wanted, &format!("other users have access to `{shown}`"))
            .with_hint(format!("run `chmod 700 {shown}`, or choose a directory that does not exist yet")));
    }
    Ok(())
}

/// Checks that the path is free, or has a socket of this user that no process listens on.
fn check_vacant(path: &Path, wanted: &Path) -> Result<(), OpError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    let kind = found.file_type();
    let (reason, hint) = match () {
        () if kind.is_symlink() => ("it is a link", "use the target of the link, or remove the link"),
        () if !kind.is_socket() => ("a file with this name already exists", "choose another name, or remove it"),
        () if found.uid() != geteuid().as_raw() => ("the socket belongs to another user", "choose another name"),
        () if !is_stale_socket(path) => ("another program listens on it", "choose another name"),
        () => return Ok(()),
    };
    Err(socket_refused_error(wanted, reason).with_hint(hint))
}

fn socket_refused_error(wanted: &Path, reason: &str) -> OpError {
    OpError::new(Code::SocketRefused, format!("could not listen on `{}`: {reason}", wanted.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::{fs::symlink, net::UnixListener as Other};

    fn file_mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().mode() & 0o777
    }

    fn refusal_text(path: &Path) -> String {
        let error = bind_socket_checked(path).err().unwrap();
        assert_eq!(error.code, Code::SocketRefused);
        format!("{}: {:?}", error.message, error.hints)
    }

    /// Creates a directory that no other user can enter.
    fn private_dir() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
        dir
    }

    #[tokio::test]
    async fn t08_socket_is_private_and_removed_on_exit() {
        let dir = private_dir();
        let path = dir.path().join("new/run/ui.sock");
        let (listener, mine) = bind_socket_checked(&path).unwrap();
        assert_eq!((file_mode(&path), file_mode(path.parent().unwrap())), (0o600, 0o700));
        assert!(refusal_text(&path).contains("another program listens on it"));
        drop((listener, mine));
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn t08_a_stale_socket_is_replaced() {
        let dir = private_dir();
        let path = dir.path().join("ui.sock");
        drop(Other::bind(&path).unwrap());
        assert!(path.exists());
        let (_listener, _mine) = bind_socket_checked(&path).unwrap();
        assert!(UnixStream::connect(&path).is_ok());
    }

    #[tokio::test]
    async fn t08_foreign_files_at_the_socket_path_are_kept() {
        let dir = private_dir();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "mine").unwrap();
        symlink("nowhere", &link).unwrap();
        assert!(refusal_text(&file).contains("a file with this name already exists"));
        assert!(refusal_text(&link).contains("it is a link"));
        assert!(refusal_text(dir.path()).contains("listen on"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("nowhere"));
    }

    #[tokio::test]
    async fn t08_open_directory_is_refused_with_hint() {
        let dir = private_dir();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o750)).unwrap();
        let message = refusal_text(&dir.path().join("ui.sock"));
        assert!(message.contains("other users have access") && message.contains("chmod 700"), "{message}");
        assert_eq!(file_mode(dir.path()), 0o750);
    }

    #[tokio::test]
    async fn invalid_socket_path_is_reported() {
        let dir = private_dir();
        let long = refusal_text(&dir.path().join("a".repeat(120)));
        assert!(long.contains("too long") && long.contains("107"), "{long}");
        assert!(refusal_text(Path::new("/")).contains("not a file name"));
        assert!(refusal_text(&dir.path().join("..")).contains("not a file name"));
    }

    #[tokio::test]
    async fn socket_of_another_dashboard_is_kept() {
        let dir = private_dir();
        let path = dir.path().join("ui.sock");
        let (_listener, mine) = bind_socket_checked(&path).unwrap();
        fs::remove_file(&path).unwrap();
        // Creates another file, because the system may otherwise give the same inode number to the next socket.
        fs::write(dir.path().join("between"), "").unwrap();
        let _theirs = Other::bind(&path).unwrap();
        drop(mine);
        assert!(path.exists());
    }
}
