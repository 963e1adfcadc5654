//! Renders the icons of the application from `icons/source`: `render-icons ICONS-FOLDER`.
//!
//! Windows and macOS need containers with several sizes; the Linux tray needs bitmaps that suit the colour of the
//! panel.

use std::error::Error;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Up to this size, the drawing without fine details is used.
const SMALL: u32 = 32;

/// The images that `tauri.conf.json` names.
const PICTURES: [(&str, u32); 5] = [
    ("32x32.png", 32),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];

const WINDOWS_SIZES: [u32; 6] = [16, 24, 32, 48, 64, 256];

/// Apple's name for each size, and the size in pixels. Some sizes appear twice: once as they are, and once as half that
/// size at double density. The two oldest (16 and 32) are left out: they cannot be PNGs, and macOS scales the next one.
const MAC_SIZES: [([u8; 4], u32); 8] = [
    (*b"ic11", 32),
    (*b"ic12", 64),
    (*b"ic07", 128),
    (*b"ic13", 256),
    (*b"ic08", 256),
    (*b"ic14", 512),
    (*b"ic09", 512),
    (*b"ic10", 1024),
];

/// `dark` is dark ink for a light panel, `light` is light ink for a dark panel.
const INKS: [(&str, &str); 2] = [("dark", "#2b2f36"), ("light", "#f4f5f7")];

const TRAY_SIZES: [(&str, u32); 2] = [("", 22), ("@2x", 44)];

fn main() -> Result<()> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("usage: render-icons ICONS-FOLDER")?;
    let folder = Path::new(&folder);
    let application = Application::read(&folder.join("source"))?;
    for (name, size) in PICTURES {
        save(&folder.join(name), &application.picture(size)?.encode_png()?)?;
    }
    save(&folder.join("icon.ico"), &application.for_windows()?)?;
    save(&folder.join("icon.icns"), &application.for_mac()?)?;
    tray(&folder.join("source/tray"), &folder.join("tray"))
}

/// The two drawings of the application's icon.
struct Application {
    large: Tree,
    small: Tree,
}

impl Application {
    fn read(source: &Path) -> Result<Self> {
        let drawing = |name| drawing(&fs::read_to_string(source.join(name))?);
        Ok(Self {
            large: drawing("app-icon.svg")?,
            small: drawing("app-icon-small.svg")?,
        })
    }

    fn picture(&self, size: u32) -> Result<Pixmap> {
        picture(if size <= SMALL { &self.small } else { &self.large }, size)
    }

    fn for_windows(&self) -> Result<Vec<u8>> {
        let mut container = ico::IconDir::new(ico::ResourceType::Icon);
        for size in WINDOWS_SIZES {
            let pixels = self.picture(size)?.take_demultiplied();
            let image = ico::IconImage::from_rgba_data(size, size, pixels);
            // Old resource compilers accept a PNG only at 256 pixels, the size PNGs were introduced for.
            let entry = match size {
                256 => ico::IconDirEntry::encode_as_png(&image)?,
                _ => ico::IconDirEntry::encode_as_bmp(&image)?,
            };
            container.add_entry(entry);
        }
        let mut bytes = Cursor::new(Vec::new());
        container.write(&mut bytes)?;
        Ok(bytes.into_inner())
    }

    /// The format is a list of named PNG files, each preceded by its length.
    fn for_mac(&self) -> Result<Vec<u8>> {
        let mut parts = Vec::new();
        for (name, size) in MAC_SIZES {
            part(&mut parts, name, &self.picture(size)?.encode_png()?)?;
        }
        let mut container = Vec::new();
        part(&mut container, *b"icns", &parts)?;
        Ok(container)
    }
}

fn part(bytes: &mut Vec<u8>, name: [u8; 4], content: &[u8]) -> Result<()> {
    bytes.extend_from_slice(&name);
    bytes.extend_from_slice(&u32::try_from(content.len() + 8)?.to_be_bytes());
    bytes.extend_from_slice(content);
    Ok(())
}

fn tray(source: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(source)? {
        let path = entry?.path();
        let shape = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let svg = fs::read_to_string(&path)?;
        for (ink, colour) in INKS {
            let tree = drawing(&svg.replace(r##"color="#000""##, &format!(r#"color="{colour}""#)))?;
            for (density, size) in TRAY_SIZES {
                let png = picture(&tree, size)?.encode_png()?;
                save(&folder.join(format!("{shape}-{ink}{density}.png")), &png)?;
            }
        }
    }
    Ok(())
}

fn drawing(svg: &str) -> Result<Tree> {
    Ok(Tree::from_str(svg, &Options::default())?)
}

fn picture(tree: &Tree, size: u32) -> Result<Pixmap> {
    let mut pixels = Pixmap::new(size, size).ok_or("an image must have at least one pixel")?;
    #[expect(clippy::cast_precision_loss, reason = "icons have at most 1024 pixels")]
    let scale = size as f32 / tree.size().width();
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    Ok(pixels)
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::File::create(path)?.write_all(bytes)?;
    Ok(())
}
