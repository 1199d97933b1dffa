//! `vpnconform completions` and `vpnconform man`.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::{Cli, print};

/// For which shell.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell
    shell: Shell,
}

/// Where the pages go.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// A folder for a page of each command; without it the page of the program goes to standard output
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints the completions.
pub fn completions(args: &CompletionArgs) -> u8 {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "vpnconform", &mut text);
    print::out(&String::from_utf8_lossy(&text));
    0
}

/// Prints or writes the manual.
pub fn man(args: &ManArgs) -> u8 {
    let done = match &args.out {
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
            .map_err(|e| format!("{}: {e}", folder.display())),
        None => {
            let mut text = Vec::new();
            Man::new(Cli::command())
                .render(&mut text)
                .map(|()| print::out(&String::from_utf8_lossy(&text)))
                .map_err(|e| e.to_string())
        }
    };
    match done {
        Ok(()) => 0,
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}
