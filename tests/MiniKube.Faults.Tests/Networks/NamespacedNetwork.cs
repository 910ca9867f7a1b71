using System.Net;
using MiniKube.RealParts;

namespace MiniKube.Faults.Tests.Networks;

/// <summary>
/// A network namespace for each member, with a cable each to a switch that has a namespace of its own, so that no rule of this machine's
/// firewall has a say; and one more cable from the switch to here, for the clients.
/// </summary>
internal sealed class NamespacedNetwork : FaultNetwork
{
    private const int PeerPort = 2380;
    private const int ClientPort = 2379;

    private readonly string _prefix = $"mkf{Environment.ProcessId % 100_000}";

    /// <summary>Of the range that is set apart for measuring networks (RFC 2544).</summary>
    private readonly string _subnet = $"198.18.{Environment.ProcessId % 250}";

    private NamespacedNetwork()
    {
    }

    public override bool CanCut => true;

    private string Switch => $"{_prefix}-sw";

    public override IPAddress AddressOf(int member) => IPAddress.Parse($"{_subnet}.{10 + member}");

    public override int PeerPortOf(int member) => PeerPort;

    public override int ClientPortOf(int member) => ClientPort;

    public override IReadOnlyList<string> LauncherOf(int member) => ["ip", "netns", "exec", NamespaceOf(member)];

    public static async Task<NamespacedNetwork> MakeAsync(CancellationToken cancellationToken)
    {
        var network = new NamespacedNetwork();
        try
        {
            await network.LayAsync(cancellationToken);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public override async Task CutAsync(int from, int to, CancellationToken cancellationToken) =>
        (await Command.RunAsync(
            "ip",
            ["netns", "exec", NamespaceOf(to), "nft", "add", "rule", "inet", "faults", "input", "ip", "saddr", AddressOf(from).ToString(), "drop"],
            cancellationToken)).Must();

    public override Task UnplugAsync(int member, CancellationToken cancellationToken) =>
        IpAsync($"-n {Switch} link set {CableOf(member)} down", cancellationToken);

    public override async Task HealAsync(CancellationToken cancellationToken)
    {
        for (var member = 0; member < Members; member++)
        {
            await IpAsync($"-n {Switch} link set {CableOf(member)} up", cancellationToken);
            await NftAsync(member, "flush chain inet faults input", cancellationToken);
        }
    }

    /// <summary>With the namespaces go the cables that end in them, in a while; the one that ends here goes at once.</summary>
    public override async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        // What was never made is no trouble here.
        await Command.RunAsync("ip", ["link", "delete", $"{_prefix}-here"], limit.Token);
        foreach (var name in Enumerable.Range(0, Members).Select(NamespaceOf).Append(Switch))
        {
            await Command.RunAsync("ip", ["netns", "delete", name], limit.Token);
        }
    }

    private async Task LayAsync(CancellationToken cancellationToken)
    {
        await IpAsync($"netns add {Switch}", cancellationToken);
        await IpAsync($"-n {Switch} link add switch type bridge", cancellationToken);
        await IpAsync($"-n {Switch} link set switch up", cancellationToken);
        await IpAsync($"link add {_prefix}-here type veth peer name here netns {Switch}", cancellationToken);
        await IpAsync($"-n {Switch} link set here master switch up", cancellationToken);
        await IpAsync($"addr add {_subnet}.1/24 dev {_prefix}-here", cancellationToken);
        await IpAsync($"link set {_prefix}-here up", cancellationToken);
        for (var member = 0; member < Members; member++)
        {
            await IpAsync($"netns add {NamespaceOf(member)}", cancellationToken);
            await IpAsync($"-n {NamespaceOf(member)} link set lo up", cancellationToken);
            await IpAsync($"-n {Switch} link add {CableOf(member)} type veth peer name eth0 netns {NamespaceOf(member)}", cancellationToken);
            await IpAsync($"-n {Switch} link set {CableOf(member)} master switch up", cancellationToken);
            await IpAsync($"-n {NamespaceOf(member)} addr add {AddressOf(member)}/24 dev eth0", cancellationToken);
            await IpAsync($"-n {NamespaceOf(member)} link set eth0 up", cancellationToken);
            await NftAsync(member, "add table inet faults", cancellationToken);
            await NftAsync(member, "add chain inet faults input { type filter hook input priority 0; }", cancellationToken);
        }
    }

    private string NamespaceOf(int member) => $"{_prefix}-{(char)('a' + member)}";

    private static string CableOf(int member) => $"cable-{(char)('a' + member)}";

    private static async Task IpAsync(string arguments, CancellationToken cancellationToken) =>
        (await Command.RunAsync("ip", arguments.Split(' '), cancellationToken)).Must();

    private async Task NftAsync(int member, string rule, CancellationToken cancellationToken) =>
        (await Command.RunAsync("ip", ["netns", "exec", NamespaceOf(member), "nft", rule], cancellationToken)).Must();
}
