import type { IconName } from "./icons";

export interface MenuItem {
  label: string;
  icon?: IconName;
  /** Set for a choice among several: the chosen one bears a tick. */
  isChosen?: boolean;
  isDanger?: boolean;
  onchoose: () => void;
}
