#![allow(clippy::unwrap_used)]

use std::process::{Command, Stdio};
use std::time::Duration;

use super::{polled, threaded};

/// What a program that copies its input has, for a while, in neither pipe.
const MUCH: usize = 1 << 20;

macro_rules! nothing_blocks {
    ($name:ident, $way:ident) => {
        #[test]
        fn $name() {
            let mut child = Command::new("cat")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut streams = $way::Streams::new(child.stdin.take(), child.stdout.take()).unwrap();
            let mut read = Vec::new();
            assert_eq!(streams.fill(&mut read, Duration::ZERO).unwrap(), None);
            let sent: Vec<u8> = (0..MUCH).map(|n| (n % 251) as u8).collect();
            // The second waits behind the first.
            let (first, second) = sent.split_at(MUCH / 3);
            streams.send(first.to_vec());
            streams.send(second.to_vec());
            while read.len() < MUCH {
                let got = streams.fill(&mut read, Duration::from_secs(20)).unwrap();
                assert!(matches!(got, Some(1..)), "{got:?} after {}", read.len());
            }
            assert!(read == sent);
            child.kill().unwrap();
            child.wait().unwrap();
            let end = streams.fill(&mut read, Duration::from_secs(20)).unwrap();
            assert_eq!(end, Some(0));
        }
    };
}

nothing_blocks!(more_than_a_pipe_holds_goes_through_by_polling, polled);
nothing_blocks!(more_than_a_pipe_holds_goes_through_by_threads, threaded);
