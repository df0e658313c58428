//! Unix sockets of ours: for this user alone, in the place of none that somebody listens on, and gone with us.

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

/// A socket's file that is ours to remove again.
pub(super) struct Mine {
    pub(super) path: PathBuf,
    inode: u64,
}

impl Drop for Mine {
    /// Removes the socket, unless another dashboard has put its own there since.
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|file| file.ino() == self.inode) {
            fs::remove_file(&self.path).ok();
        }
    }
}

/// Takes the place of a socket that nobody listens on any more, and of no other.
pub(super) fn bind(path: &Path) -> io::Result<(UnixListener, Mine)> {
    if let Some(dir) = path.parent() {
        make(dir)?;
    }
    if is_left_over(path) {
        fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    let mine = Mine { path: path.to_path_buf(), inode: fs::symlink_metadata(path)?.ino() };
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok((listener, mine))
}

fn make(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

fn is_left_over(path: &Path) -> bool {
    let is_ours =
        fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket() && file.uid() == geteuid().as_raw());
    is_ours && UnixStream::connect(path).is_err_and(|e| e.kind() == ErrorKind::ConnectionRefused)
}

/// The same where somebody has said the place: in a directory that nobody else may enter, and every obstacle named.
pub(super) fn bind_at(wanted: &Path) -> Result<(UnixListener, Mine), OpError> {
    let unfit = |why: &str| refused(wanted, why);
    let whole = std::path::absolute(wanted).map_err(|e| unfit(&e.kind().to_string()))?;
    let (Some(dir), Some(name)) = (whole.parent(), whole.file_name()) else {
        return Err(unfit("this is no name of a file").hint("name a file, such as `~/run/ui.sock`"));
    };
    make(dir).map_err(|e| unfit(&format!("its directory could not be made: {}", e.kind())))?;
    // Behind all links, so that what was looked at is what is used.
    let dir = dir.canonicalize().map_err(|e| unfit(&e.kind().to_string()))?;
    private(&dir, wanted)?;
    let path = dir.join(name);
    vacant(&path, wanted)?;
    bind(&path).map_err(|e| match e.kind() {
        // What the system says of a name that is too long.
        ErrorKind::InvalidInput => unfit("its path is too long").hint("choose a shorter one, of up to 107 bytes"),
        kind => unfit(&kind.to_string()),
    })
}

/// A socket's own mode is not enough: on some systems nobody looks at it.
fn private(dir: &Path, wanted: &Path) -> Result<(), OpError> {
    let shown = dir.display();
    let found = fs::metadata(dir).map_err(|e| refused(wanted, &e.kind().to_string()))?;
    if found.uid() != geteuid().as_raw() {
        return Err(refused(wanted, &format!("`{shown}` belongs to another user"))
            .hint("choose a directory of your own, such as `$XDG_RUNTIME_DIR`"));
    }
    if found.mode() & 0o077 != 0 {
        return Err(refused(wanted, &format!("others may enter `{shown}`"))
            .hint(format!("`chmod 700 {shown}` closes it to them; or choose a directory that is not there yet")));
    }
    Ok(())
}

/// Nothing is there, or a socket that we left behind.
fn vacant(path: &Path, wanted: &Path) -> Result<(), OpError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    let kind = found.file_type();
    let (why, hint) = match () {
        () if kind.is_symlink() => ("a link is there", "name the place that it leads to, or remove it"),
        () if !kind.is_socket() => ("another file is there", "choose another name, or remove it"),
        () if found.uid() != geteuid().as_raw() => ("a socket of another user is there", "choose another name"),
        () if !is_left_over(path) => ("another program listens there", "choose another name"),
        () => return Ok(()),
    };
    Err(refused(wanted, why).hint(hint))
}

fn refused(wanted: &Path, why: &str) -> OpError {
    OpError::new(Code::SocketRefused, format!("could not listen on `{}`: {why}", wanted.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::{fs::symlink, net::UnixListener as Other};

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().mode() & 0o777
    }

    fn why(path: &Path) -> String {
        let error = bind_at(path).err().unwrap();
        assert_eq!(error.code, Code::SocketRefused);
        format!("{}: {:?}", error.message, error.hints)
    }

    /// A directory that nobody else may enter.
    fn private_dir() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
        dir
    }

    #[tokio::test]
    async fn t08_a_socket_is_for_this_user_alone_and_goes_with_us() {
        let dir = private_dir();
        let path = dir.path().join("new/run/ui.sock");
        let (listener, mine) = bind_at(&path).unwrap();
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert!(why(&path).contains("another program listens there"));
        drop((listener, mine));
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn t08_one_that_was_left_behind_is_replaced() {
        let dir = private_dir();
        let path = dir.path().join("ui.sock");
        drop(Other::bind(&path).unwrap());
        assert!(path.exists());
        let (_listener, _mine) = bind_at(&path).unwrap();
        assert!(UnixStream::connect(&path).is_ok());
    }

    #[tokio::test]
    async fn t08_what_is_no_socket_of_ours_is_left_alone() {
        let dir = private_dir();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "mine").unwrap();
        symlink("nowhere", &link).unwrap();
        assert!(why(&file).contains("another file is there"));
        assert!(why(&link).contains("a link is there"));
        assert!(why(dir.path()).contains("listen on"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("nowhere"));
    }

    #[tokio::test]
    async fn t08_a_directory_that_others_may_enter_is_refused_with_its_repair() {
        let dir = private_dir();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o750)).unwrap();
        let said = why(&dir.path().join("ui.sock"));
        assert!(said.contains("others may enter") && said.contains("chmod 700"), "{said}");
        assert_eq!(mode(dir.path()), 0o750);
    }

    #[tokio::test]
    async fn a_path_that_no_socket_can_have_is_named() {
        let dir = private_dir();
        let long = why(&dir.path().join("a".repeat(120)));
        assert!(long.contains("too long") && long.contains("107"), "{long}");
        assert!(why(Path::new("/")).contains("no name of a file"));
        assert!(why(&dir.path().join("..")).contains("no name of a file"));
    }

    #[tokio::test]
    async fn a_socket_that_another_dashboard_put_there_stays() {
        let dir = private_dir();
        let path = dir.path().join("ui.sock");
        let (_listener, mine) = bind_at(&path).unwrap();
        fs::remove_file(&path).unwrap();
        // Its number may be given again, unless something else takes it first.
        fs::write(dir.path().join("between"), "").unwrap();
        let _theirs = Other::bind(&path).unwrap();
        drop(mine);
        assert!(path.exists());
    }
}
