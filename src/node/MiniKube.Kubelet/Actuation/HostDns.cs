using System.Collections.Immutable;

namespace MiniKube.Kubelet.Actuation;

/// <summary>How names are resolved on the node itself.</summary>
internal sealed record HostDns(ImmutableArray<string> Servers, ImmutableArray<string> Searches, ImmutableArray<string> Options)
{
    public static HostDns None { get; } = new([], [], []);

    public static HostDns Parse(string resolvConf)
    {
        var (servers, searches, options) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var line in resolvConf.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..]:
                    servers.Add(server);
                    break;
                case ["search", .. var names]:
                    searches = [.. names.Where(name => name is not ".")];
                    break;
                case ["options", .. var names]:
                    options = [.. names];
                    break;
            }
        }

        return new HostDns([.. servers], [.. searches], [.. options]);
    }
}
