/** Why a script of the recordings goes another way here, on purpose, and which ones do. */
export const departures: Readonly<Record<string, readonly string[]>> = {
  "a wire holds nobody: connecting takes no reference on the input line (lifetimes, section 3.5)": [
    "hw_gpio_source_dies",
    "hw_gpio_target_dies",
  ],
  "a line can be connected before its device is in the tree; nothing is silently left open (decision 4)": [
    "hw_gpio_unrooted_target",
  ],
  "a device whose realize fails leaves the bus that the realize had put it on (lifetimes, section 3.2)": [
    "hw_hotplug_not_hotpluggable",
  ],
  "a part may be realized before its container is in the tree; its end is announced with the path it had": [
    "hw_realize_child_before_rooted",
  ],
  "a device whose realize fails keeps its own buses, so that it can be realized again (lifetimes, section 3.2)": [
    "hw_realize_fail_child_bus",
    "rnd_012",
    "rnd_035",
    "rnd_070",
    "rnd_081",
    "rnd_098",
    "rnd_112",
    "rnd_133",
    "rnd_143",
  ],
  "whoever heard of a realize hears of its undoing when a later step fails (lifetimes, section 3.1)": [
    "rnd_013",
    "rnd_037",
    "rnd_069",
    "rnd_080",
    "rnd_116",
    "rnd_134",
    "rnd_141",
  ],
  "properties are fixed by class: lines and children are not among them (lifetimes, section 3.3)": ["hw_props_list"],
};
