//! Calls of glibc's memory allocator. Elsewhere they do nothing.
//!
//! **A command** ends soon, and a new page costs more than what is written into it. So memory that was freed is kept for
//! the next allocation.
//!
//! **The dashboard** runs for days. By default glibc keeps nearly all memory that a peak has taken: each freed buffer raises
//! the size from which on memory is given back, and pages between live allocations are never given back at all. With
//! [`give_back_free_memory`] and [`release_free_memory`] a dashboard holds 18 MB ten seconds after a load that took 160 MB,
//! without them 150 MB.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod glibc {
    /// Glibc's own default of both thresholds.
    const DEFAULT_THRESHOLD: libc::c_int = 128 << 10;
    /// The largest one that glibc accepts for single allocations.
    const MAX_THRESHOLD: libc::c_int = 32 << 20;

    /// Keeps free memory for the next allocation.
    pub fn keep_free_memory() {
        set_thresholds(MAX_THRESHOLD);
    }

    /// Gives free memory back from glibc's default size on, which it no longer raises.
    pub fn give_back_free_memory() {
        set_thresholds(DEFAULT_THRESHOLD);
    }

    /// Sets from which size on free memory at the end of a heap is given back, and from which size on an allocation has
    /// pages of its own, which are given back when it is freed.
    #[expect(unsafe_code, reason = "a call of the C library")]
    fn set_thresholds(bytes: libc::c_int) {
        for threshold in [libc::M_TRIM_THRESHOLD, libc::M_MMAP_THRESHOLD] {
            // SAFETY: takes no pointers, and may be called at any time.
            unsafe { libc::mallopt(threshold, bytes) };
        }
    }

    /// Gives every free page back to the system. It takes milliseconds, and allocations wait for it.
    #[expect(unsafe_code, reason = "a call of the C library")]
    pub fn release_free_memory() {
        // SAFETY: takes no pointers, touches no live allocation, and takes the locks that it needs.
        unsafe { libc::malloc_trim(0) };
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod glibc {
    /// Nothing: other allocators decide that on their own.
    pub fn keep_free_memory() {}

    /// Nothing: other allocators decide that on their own.
    pub fn give_back_free_memory() {}

    /// Nothing: other allocators give memory back on their own.
    pub fn release_free_memory() {}
}

pub use glibc::{give_back_free_memory, keep_free_memory, release_free_memory};
