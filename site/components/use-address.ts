// State that the page's address shows.

import { onMounted, type Reactive, reactive, watch } from "vue";
import { type Fields, readAddress, writeAddress } from "../src/address.js";

/** The defaults until the page is there, so that the server and the page begin alike. */
export function useAddress<S extends object>(fields: Fields<S>, defaults: NoInfer<S>): Reactive<S> {
  const state = reactive({ ...defaults });
  onMounted(() => {
    Object.assign(state, readAddress(location.search, fields, defaults));
    watch(state, () => {
      const search = writeAddress(state as S, fields, defaults);
      history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
    });
  });
  return state;
}
