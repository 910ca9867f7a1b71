using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MiniKube.ApiServer.Certificates;

/// <summary>The names and addresses that a serving certificate answers to.</summary>
internal sealed record SubjectNames(ImmutableSortedSet<string> DnsNames, ImmutableHashSet<IPAddress> Addresses)
{
    public static SubjectNames Empty { get; } = new(ImmutableSortedSet.Create<string>(StringComparer.Ordinal), []);

    /// <summary>Every name by which pods, nodes and people reach the API server.</summary>
    public static SubjectNames ForApiServer(ApiServerOptions options)
    {
        var names = Empty
            .Add("kubernetes")
            .Add("kubernetes.default")
            .Add("kubernetes.default.svc")
            .Add("kubernetes.default.svc.cluster.local")
            .Add("localhost")
            .Add(Environment.MachineName)
            .Add(IPAddress.Loopback)
            .Add(IPAddress.IPv6Loopback)
            .Add(FirstOf(options.ServiceClusterIpRange));
        if (options.AdvertiseAddress is { } advertised)
        {
            names = names.Add(advertised);
        }

        IEnumerable<IPAddress> bound = IsAny(options.BindAddress) ? LocalAddresses() : [options.BindAddress];
        names = bound.Aggregate(names, (all, address) => all.Add(address));
        return options.ExtraSubjectNames.Aggregate(names, (all, name) => all.Add(name));
    }

    /// <summary>Adds a host name or the text of an address.</summary>
    public SubjectNames Add(string name) =>
        IPAddress.TryParse(name, out var address) ? Add(address) : this with { DnsNames = DnsNames.Add(name.ToLowerInvariant()) };

    public SubjectNames Add(IPAddress address) => this with { Addresses = Addresses.Add(WithoutScope(address)) };

    public bool SameAs(SubjectNames other) => DnsNames.SetEquals(other.DnsNames) && Addresses.SetEquals(other.Addresses);

    /// <summary>The address after the network's own: where the <c>kubernetes</c> Service stands.</summary>
    public static IPAddress FirstOf(IPNetwork range)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IEnumerable<IPAddress> LocalAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal);

    private static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
