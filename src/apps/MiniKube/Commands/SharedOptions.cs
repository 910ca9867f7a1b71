using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;

namespace MiniKube.Commands;

/// <summary>Flags that mean the same in every command that has them. Each command makes its own instances.</summary>
internal static class SharedOptions
{
    public static Option<string> DataDirectory() => new("--data-dir")
    {
        Description = "Where everything durable is kept.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MKUBE_DATA_DIR") is { Length: > 0 } set ? set : "/var/lib/mkube",
    };

    public static Option<IPAddress> BindAddress() => new("--bind-address")
    {
        Description = "The address the API server listens on.",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (IPAddress.TryParse(text, out var address))
            {
                return address;
            }

            result.AddError($"'{text}' is not an IP address: write one such as 127.0.0.1 or 0.0.0.0.");
            return null;
        },
    };

    /// <summary>An http or https address; the library itself reads none.</summary>
    public static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} is '{text}': write an address such as https://10.0.0.1:6443.");
            return null;
        },
    };

    public static Option<int> Port() => Bounded("--port", "The port the API server listens on; 0 takes any free one.", 6443, 0, 65535);

    public static Option<int> KubeletPort() => Bounded("--kubelet-port", "The port the kubelet listens on; 0 takes any free one.", 10250, 0, 65535);

    public static Option<string?> KubeconfigOut() => new("--kubeconfig")
    {
        Description = "Where to write the administrator's kubeconfig [default: <data-dir>/kubeconfig].",
    };

    public static Option<string> KubeconfigIn() => new("--kubeconfig")
    {
        Description = "The kubeconfig to connect with.",
        Required = true,
    };

    public static Option<string> Runtime()
    {
        var option = new Option<string>("--runtime")
        {
            Description = "What runs the containers: containerd or simulated.",
            DefaultValueFactory = _ => "containerd",
        };
        option.AcceptOnlyFromAmong("containerd", "simulated");
        return option;
    }

    public static Option<string?> ContainerdSocket() => new("--containerd-socket")
    {
        Description = "Use a containerd that runs already [default: start a private one under the data directory].",
    };

    public static Option<string?> NodeName() => new("--node-name") { Description = "The node's name [default: the host name]." };

    public static Option<string?> NodeIp() => new("--node-ip") { Description = "The address other machines reach this node at [default: found out]." };

    public static Option<int> SimulatedNodes() => Bounded("--simulated-nodes", "Adds so many nodes that only pretend to run pods.", 0, 0, 5000);

    public static Option<string?> PodCidr() => new("--pod-cidr")
    {
        Description = "The addresses of this node's pods [default: the first 10.244.x.0/24 that is free on this machine].",
    };

    public static Option<bool> LeaderElect() => new("--leader-elect")
    {
        Description = "Wait for the lease, so that one of several does the work.",
        DefaultValueFactory = _ => true,
    };

    public static Option<LogLevel> LogLevel() => new("--log-level")
    {
        Description = "The least serious messages to log.",
        DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Information,
    };

    public static Option<int> Bounded(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
            {
                result.AddError($"{name} is {value}: give a number from {least} to {most}.");
            }
        });
        return option;
    }
}
