using System.Text.Json;

namespace MiniKube.Hosting.Containerd;

/// <summary>The files that containerd reads.</summary>
internal static class ContainerdConfig
{
    /// <remarks>
    /// Sandboxes keep their network namespaces under the state directory, so that nothing lies in /run that is not ours.
    /// Controllers that a machine may lack are not asked for. Ports below 1024 and ping need no privilege in a pod.
    /// </remarks>
    public static string ForDaemon(ContainerdLayout layout, ContainerdPrerequisites found, string sandboxImage)
        => $"""
           version = 2
           root = {Quote(layout.Root)}
           state = {Quote(layout.State)}
           oom_score = 0
           disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.restart", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]

           [grpc]
             address = {Quote(layout.Socket)}
           [ttrpc]
             address = {Quote(layout.TtrpcSocket)}
           [debug]
             level = "info"

           [plugins."io.containerd.internal.v1.opt"]
             path = {Quote(Path.Combine(layout.Directory, "opt"))}

           [plugins."io.containerd.grpc.v1.cri"]
             sandbox_image = {Quote(sandboxImage)}
             restrict_oom_score_adj = {Bool(found.LacksSysResource)}
             disable_apparmor = true
             tolerate_missing_hugetlb_controller = true
             disable_hugetlb_controller = true
             netns_mounts_under_state_dir = true
             stream_server_address = "127.0.0.1"
             stream_server_port = "0"
             max_container_log_line_size = 16384
             enable_unprivileged_ports = true
             enable_unprivileged_icmp = true

           [plugins."io.containerd.grpc.v1.cri".cni]
             bin_dir = {Quote(found.PluginDirectory)}
             conf_dir = {Quote(layout.NetworkConfigs)}
             max_conf_num = 1

           [plugins."io.containerd.grpc.v1.cri".containerd]
             snapshotter = "overlayfs"
             default_runtime_name = {Quote(found.Crun is null ? "runc" : "crun")}

           [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
             runtime_type = "io.containerd.runc.v2"
             [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
               SystemdCgroup = false
               Root = {Quote(Path.Combine(layout.Runtimes, "runc"))}
           {Crun(layout, found)}
           """;

    /// <summary>A point-to-point link per pod (which needs no bridge), and ports of the node for pods that ask for them.</summary>
    public static string ForNetwork(ContainerdLayout layout, string podCidr, bool masquerades)
        => $$"""
           {
             "cniVersion": "0.4.0",
             "name": "mkube",
             "plugins": [
               {
                 "type": "ptp",
                 "ipMasq": {{Bool(masquerades)}},
                 "ipam": {
                   "type": "host-local",
                   "ranges": [[{ "subnet": {{Quote(podCidr)}} }]],
                   "routes": [{ "dst": "0.0.0.0/0" }],
                   "dataDir": {{Quote(layout.NetworkLeases)}}
                 }
               },
               { "type": "portmap", "capabilities": { "portMappings": true }, "snat": true }
             ]
           }
           """;

    private static string Crun(ContainerdLayout layout, ContainerdPrerequisites found) => found.Crun is null
        ? ""
        : $"""

           [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun]
             runtime_type = "io.containerd.runc.v2"
             [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun.options]
               BinaryName = {Quote(found.Crun)}
               SystemdCgroup = false
               Root = {Quote(Path.Combine(layout.Runtimes, "crun"))}
           """;

    /// <summary>A basic string is written alike in TOML and JSON.</summary>
    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Bool(bool value) => value ? "true" : "false";
}
