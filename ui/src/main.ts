import { mount } from "svelte";
import "./kit/base.css";
import { provideWords } from "./kit/words";
import App from "./shell/App.svelte";
import { t } from "./shell/i18n.svelte";
import { startLook } from "./shell/look.svelte";
import { startRouter } from "./shell/router.svelte";

provideWords(t);
startLook();
startRouter();

const target = document.getElementById("app");
if (target) mount(App, { target });
