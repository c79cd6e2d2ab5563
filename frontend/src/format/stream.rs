//! What the formatter says of a layout: a flat stream of commands, after Oppen's "Prettyprinting" (1980), with the
//! groups of Wadler's "A prettier printer" (2003).
//!
//! A group is either on one line or broken, then each [`Command::Line`] of its own is a new line. There are no boxes: a
//! group is a pair of commands in the stream, so making one costs two pushes, and printing is one pass.

/// A step of the layout.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Command {
    /// The text of a place of the source; `width` is that of its first line.
    Source {
        /// The first byte.
        start: u32,
        /// One past the last byte.
        end: u32,
        /// How many characters its first line has.
        width: u32,
        /// Whether it goes over several lines.
        multiline: bool,
    },
    /// Text of the formatter's own.
    Text(&'static str),
    /// Text that stands only where the group around it is broken.
    IfBroken(&'static str),
    /// Text that stands only where the group around it is on one line.
    IfFlat(&'static str),
    /// A space, unless the line ends here.
    Space,
    /// A new line if the group is broken, else a space.
    Line,
    /// A new line if the group is broken, else nothing.
    Soft,
    /// A new line if what follows up to the next one of these does not fit, else a space.
    Fill,
    /// A new line.
    Hard,
    /// The new line before what follows is to be an empty one, too.
    Blank,
    /// New lines are indented one step more from here, if the group is broken.
    Indent,
    /// And one step less.
    Dedent,
    /// A group begins, which [`Group`] describes.
    Open(u32),
    /// It ends.
    Close,
    /// A comment that nothing may follow on its line.
    LineComment {
        /// The first byte.
        start: u32,
        /// One past the last byte.
        end: u32,
        /// Whether it has a line of its own.
        own_line: bool,
    },
    /// A comment with something before or after it on its line.
    InlineComment {
        /// The first byte.
        start: u32,
        /// One past the last byte.
        end: u32,
        /// Whether it goes over several lines.
        multiline: bool,
        /// Whether it starts a line.
        own_line: bool,
    },
}

/// What is known of a group.
#[derive(Clone, Copy, Default, Debug)]
pub struct Group {
    /// Whether something in it cannot stand on one line.
    pub broken: bool,
    /// If set, its own lines may stay unbroken although what follows this position of the stream breaks: the last
    /// argument of a call, such as a lambda with a block.
    pub hug: Option<u32>,
    /// Whether what stands before it should break first.
    pub reluctant: bool,
}

/// The commands so far.
#[derive(Default)]
pub struct Stream {
    /// The commands.
    pub commands: Vec<Command>,
    /// The groups, by the number in [`Command::Open`].
    pub groups: Vec<Group>,
    open: Vec<u32>,
    /// How many commands that force a new line there are.
    pub forced: u32,
    /// Comments that end the line of the token passed last: they stand behind a comma that follows it.
    trailing: Vec<Command>,
}

impl Stream {
    /// Adds a command.
    pub fn push(&mut self, command: Command) {
        let behind = matches!(
            command,
            Command::Text(",") | Command::IfBroken(_) | Command::IfFlat(_) | Command::Close | Command::Dedent
        );
        // A comment behind a comment that ends its line is on a line of its own, indented as what it follows.
        let on_lines = self.trailing.iter().rev().skip(1).any(|comment| matches!(comment, Command::LineComment { .. }));
        if !behind || on_lines && command == Command::Dedent {
            self.flush_trailing();
        }
        self.add(command);
    }

    fn add(&mut self, command: Command) {
        match command {
            Command::Hard | Command::LineComment { .. } => self.break_open(),
            Command::InlineComment { multiline, own_line, .. } if multiline || own_line => self.break_open(),
            _ => {}
        }
        self.commands.push(command);
    }

    /// Adds a comment that ends the line.
    pub fn push_trailing(&mut self, comment: Command) {
        self.trailing.push(comment);
    }

    /// Adds the comments that end the line here at the latest.
    pub fn flush_trailing(&mut self) {
        for comment in std::mem::take(&mut self.trailing) {
            self.add(comment);
        }
    }

    /// Breaks all groups that are open.
    pub fn break_open(&mut self) {
        self.forced += 1;
        for &group in self.open.iter().rev() {
            let group = &mut self.groups[group as usize];
            if group.broken {
                return;
            }
            group.broken = true;
        }
    }

    /// Opens a group; returns its number.
    pub fn open(&mut self) -> u32 {
        self.flush_trailing();
        let group = self.groups.len() as u32;
        self.groups.push(Group::default());
        self.open.push(group);
        self.commands.push(Command::Open(group));
        group
    }

    /// Closes the innermost group.
    pub fn close(&mut self) {
        self.open.pop();
        self.push(Command::Close);
    }

    /// Adds the text of a place.
    pub fn source(&mut self, text: &str, start: u32, end: u32) {
        let slice = &text[start as usize..end as usize];
        let first = slice.split('\n').next().unwrap_or_default();
        let width = if first.is_ascii() { first.len() } else { first.chars().count() } as u32;
        let multiline = first.len() < slice.len();
        self.push(Command::Source { start, end, width, multiline });
    }

    /// Where the next command will stand.
    pub fn position(&mut self) -> u32 {
        self.flush_trailing();
        self.commands.len() as u32
    }
}
