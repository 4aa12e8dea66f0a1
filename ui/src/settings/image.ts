// A picture chosen from the disk as a PNG in base64, made smaller until the core takes it.
const SIDES = [800, 560, 400, 280, 200, 140];
/** The core's limit for a logo or signature. */
const BYTES_MAX = 45_000;

/** Null when the file is no picture the window can read. */
export async function pngOf(file: File): Promise<string | null> {
  try {
    const bitmap = await createImageBitmap(file);
    let png: string | null = null;
    for (const side of SIDES) {
      png = draw(bitmap, side);
      if (png === null || png.length * 0.75 <= BYTES_MAX) return png;
    }
    return png;
  } catch {
    return null;
  }
}

function draw(bitmap: ImageBitmap, side: number): string | null {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").split(",")[1] ?? null;
}
