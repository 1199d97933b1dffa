//! What the program starts, and with which arguments and environment: by a program in the path that writes them down, and by a
//! look at all its descendants every few milliseconds, as `ps` has it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fs, thread};

/// A name for messages, and what was read.
pub type Artefact = (String, Vec<u8>);

/// What a process was started with.
pub struct Started {
    pub arguments: Artefact,
    pub environment: Artefact,
}

/// Stands in the path before the shell.
pub struct Spy {
    folder: PathBuf,
}

impl Spy {
    pub fn new(folder: &Path) -> Self {
        let spy = Self {
            folder: folder.to_owned(),
        };
        #[cfg(unix)]
        spy.install();
        spy
    }

    #[cfg(unix)]
    fn install(&self) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.join("sh");
        let folder = self.folder.display();
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" >'{folder}/arguments-'$$\nenv >'{folder}/environment-'$$\nexec /bin/sh \"$@\"\n"
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The variable for the program.
    pub fn path(&self) -> std::ffi::OsString {
        let known = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&known);
        std::env::join_paths([self.folder.clone()].into_iter().chain(folders)).unwrap()
    }

    pub fn started(&self) -> Vec<Started> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if let Some(process) = name.strip_prefix("arguments-") {
                let environment = path.with_file_name(format!("environment-{process}"));
                all.push(Started {
                    arguments: (name.clone(), fs::read(&path).unwrap()),
                    environment: (
                        format!("environment-{process}"),
                        fs::read(environment).unwrap_or_default(),
                    ),
                });
            }
        }
        all
    }
}

/// The arguments and environments that processes were seen with, each once.
#[derive(Default)]
pub struct Processes(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    arguments: BTreeSet<Vec<u8>>,
    environments: BTreeSet<Vec<u8>>,
}

/// Looks until it is dropped.
pub struct Watched {
    over: Arc<AtomicBool>,
    looks: Option<JoinHandle<()>>,
}

impl Processes {
    /// Looks at the descendants of a process, where the system tells them.
    pub fn watch(&self, process: u32) -> Watched {
        let over = Arc::new(AtomicBool::new(false));
        let (until, seen) = (Arc::clone(&over), Arc::clone(&self.0));
        let looks = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                for descendant in descendants(process) {
                    let read = |what| fs::read(format!("/proc/{descendant}/{what}"));
                    let mut seen = seen.lock().unwrap();
                    seen.arguments.extend(read("cmdline").ok());
                    seen.environments.extend(read("environ").ok());
                }
                thread::sleep(Duration::from_millis(5));
            }
        });
        Watched {
            over,
            looks: Some(looks),
        }
    }

    /// All arguments, and all environments.
    pub fn seen(&self) -> [Vec<Artefact>; 2] {
        let seen = self.0.lock().unwrap();
        let named = |name: &str, all: &BTreeSet<Vec<u8>>| {
            let all = all.iter().filter(|text| !text.is_empty());
            all.map(|text| (name.to_owned(), text.clone())).collect()
        };
        [
            named("arguments of a process", &seen.arguments),
            named("environment of a process", &seen.environments),
        ]
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(looks) = self.looks.take() {
            looks.join().unwrap();
        }
    }
}

fn descendants(process: u32) -> Vec<u32> {
    let mut all = vec![process];
    let mut next = 0;
    while let Some(parent) = all.get(next) {
        let threads = fs::read_dir(format!("/proc/{parent}/task"))
            .into_iter()
            .flatten();
        let lists = threads
            .flatten()
            .map(|thread| thread.path().join("children"));
        let lists: Vec<_> = lists
            .filter_map(|path| fs::read_to_string(path).ok())
            .collect();
        let children = lists.iter().flat_map(|list| list.split_ascii_whitespace());
        all.extend(children.filter_map(|child| child.parse::<u32>().ok()));
        next += 1;
    }
    // With its own arguments it was started by the test.
    all.split_off(1)
}
