//! What a dump of this process would hold is nobody's: codes, sessions, the configuration that was read.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// No dump of it is written, and no other process of this user looks into it. What the system refuses is no reason not to
/// start.
pub(super) fn keep_to_ourselves() {
    // The upper limit stays: the browser that we open inherits it, and may want dumps of its own.
    setrlimit(Resource::Core, Rlimit { current: Some(0), ..getrlimit(Resource::Core) }).ok();
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    use super::*;

    #[test]
    fn t49_neither_a_dump_nor_a_look_inside() {
        keep_to_ourselves();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
