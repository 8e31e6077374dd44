const fs = require("fs");
const { spawnSync } = require("child_process");
let allowed = 0;
function refused(what, attempt) {
  try {
    attempt();
  } catch {
    return;
  }
  allowed++;
  console.log("allowed:", what);
}
refused("shadow", () => fs.readFileSync("/etc/shadow"));
refused("environment of init", () => {
  if (fs.readFileSync("/proc/1/environ").length === 0) throw new Error();
});
refused("write /etc", () => fs.writeFileSync("/etc/mark", "x"));
refused("write the program", () => fs.writeFileSync("/artifact/main.js", "x"));
refused("setuid", () => process.setuid(0));
refused("priority", () => require("os").setPriority(0, -20));
refused("root", () => {
  if (spawnSync("su", ["-c", "true"]).status !== 0) throw new Error();
});
refused("secrets in the environment", () => {
  if (!/DATABASE|REDIS|SECRET|DOCKER|ENGINE/.test(require("fs").readFileSync("/proc/self/environ", "latin1")))
    throw new Error();
});
if (allowed === 0) console.log("OK");
