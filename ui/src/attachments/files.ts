// Files on their way in and out. What a file is the core says, by its bytes; here a photo is
// made small enough to travel, which also leaves behind where it was taken.
import type { Args, Output } from "../api/call";
import { t } from "../shell/i18n.svelte";

export type AttachmentView = Output<"attachments.of_patient">[number];
export type Kind = Args<"attachments.add">["kind"];
export type FileContent = Output<"attachments.content">;

export const kinds: Kind[] = ["photo", "scan", "report", "letter", "other"];
export const ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf";
export const FILE_MIB_MAX = 10;
/** Longer than any document that a clinic has: nothing of it is read. */
const READ_MIB_MAX = 64;
const SIDE_MAX = 2_000;
/** A picture larger than this is made smaller, whatever its kind. */
const PICTURE_BYTES_MAX = 2 << 20;
const JPEG_QUALITY = 0.85;

/** A file that somebody chose, with what it is going to be called. */
export interface Chosen {
  id: number;
  file: File;
  title: string;
  kind: Kind;
}

let last = 0;

export function chosen(file: File): Chosen {
  const isPicture = file.type.startsWith("image/");
  const name = file.name.replace(/\.[a-z0-9]{1,5}$/i, "").trim();
  // What the clipboard gives has a name of no meaning.
  const title = name === "" || /^image$/i.test(name) ? t("attachments-kind-photo") : name;
  return { id: ++last, file, title: title.slice(0, 200), kind: isPicture ? "photo" : "report" };
}

export function isTooLarge(file: File): boolean {
  const max = file.type.startsWith("image/") ? READ_MIB_MAX : FILE_MIB_MAX;
  return file.size > max << 20;
}

/** The file's bytes in base64, a picture made smaller where it is worth it. */
export async function readFile({ file, kind }: Chosen): Promise<string> {
  return inBase64((await smaller(file, kind === "photo")) ?? file);
}

async function smaller(file: File, isPhoto: boolean): Promise<Blob | null> {
  if (!file.type.startsWith("image/")) return null;
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    // The core says what is wrong with it.
    return null;
  }
  const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
  if (!isPhoto && scale === 1 && file.size <= PICTURE_BYTES_MAX) {
    picture.close();
    return null;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  // JPEG knows nothing of glass: what is see-through would become black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
}

function inBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error("the file could not be read"));
    reader.onload = () => {
      const text = typeof reader.result === "string" ? reader.result : "";
      resolve(text.slice(text.indexOf(",") + 1));
    };
    reader.readAsDataURL(blob);
  });
}

/** An address of its own for a picture; whoever asks for it revokes it. */
export function pictureUrl({ media_type, base64 }: FileContent): string {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: media_type }));
}

export function isPicture({ media_type }: AttachmentView): boolean {
  return media_type !== "application/pdf";
}

export function isHere({ place }: AttachmentView): boolean {
  return place === "alone" || place === "here" || place === "sent";
}

export function sizeText(bytes: number): string {
  return bytes < 1 << 20
    ? t("attachments-kilobytes", { count: Math.max(1, Math.round(bytes / 1024)) })
    : t("attachments-megabytes", { count: (bytes / (1 << 20)).toFixed(1) });
}

/** Files of a drop or of the clipboard; none for text and links. */
export function filesOf(data: DataTransfer | null): File[] {
  return Array.from(data?.files ?? []);
}
