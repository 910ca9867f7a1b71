using System.CommandLine;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Hosting.Replicas;

namespace MiniKube.Commands;

/// <summary>The flags by which several servers become one control plane.</summary>
internal sealed class ReplicaOptionSet
{
    private readonly Option<bool> _first = new("--cluster-init")
    {
        Description = "Begin a control plane that other servers may join, with the data that is here already. Later starts need no flag.",
    };

    private readonly Option<Uri?> _join = SharedOptions.Address(
        "--join", "Join the control plane of this server, such as https://10.0.0.1:6443, with a new data directory. Later starts need no flag.");

    private readonly Option<string?> _token = new("--token-file") { Description = "A file with what 'mkube token create' has printed on a server that is there; for --join." };

    private readonly Option<string> _name = new("--server-name")
    {
        Description = "What this server is called among several [default: the host name].",
        DefaultValueFactory = _ => Environment.MachineName,
    };

    private readonly Option<Uri?> _listen = SharedOptions.Address(
        "--peer-listen", "Where the stores of other servers reach this one [default: https://<bind-address>:2380].");

    private readonly Option<Uri?> _advertise = SharedOptions.Address(
        "--peer-advertise", "The address that they are told [default: --peer-listen; that of this machine when it is all addresses].");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_first, _join, _token, _name, _listen, _advertise])
        {
            command.Options.Add(option);
        }
    }

    public ControlPlaneOptions Read(ParseResult result, ControlPlaneOptions options)
    {
        var isAsked = result.GetValue(_first) || result.GetValue(_join) is not null;
        if (!isAsked && result.GetValue(_listen) is null && result.GetValue(_advertise) is null)
        {
            return options;
        }

        return options with
        {
            Replica = new ReplicaOptions
            {
                Name = result.GetRequiredValue(_name),
                IsFirst = result.GetValue(_first),
                Join = result.GetValue(_join),
                Token = result.GetValue(_token) is { } file ? ReadToken(file) : null,
                PeerListen = result.GetValue(_listen),
                PeerAdvertise = result.GetValue(_advertise),
            },
        };
    }

    private static JoinToken? ReadToken(string file) =>
        !File.Exists(file) ? null
        : JoinToken.TryRead(File.ReadAllText(file)) ?? throw new ArgumentException($"{file} holds no token: write into it what 'mkube token create' prints");
}
