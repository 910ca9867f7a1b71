using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>
/// The ranges that Services get their addresses from: those the server was started with, one a family, whose families are those of the
/// cluster, and those of the ServiceCIDRs that are there (KEP-1880).
/// </summary>
internal sealed class ServiceRanges
{
    private static readonly ResourceKeys Added = new(new GroupResource("networking.k8s.io", "servicecidrs"), isNamespaced: false);

    /// <param name="first">Its family is the default one.</param>
    /// <param name="second">Of the other family; null in a cluster of one.</param>
    public ServiceRanges(IPNetwork first, IPNetwork? second)
    {
        Configured = second is { } other ? [new AddressRange(first), new AddressRange(other)] : [new AddressRange(first)];
        if (Configured.Length == 2 && Configured[0].Family == Configured[1].Family)
        {
            throw new ArgumentException($"The two ranges of Services have to be of two families; {first} and {second} are not.", nameof(second));
        }
    }

    public ImmutableArray<AddressRange> Configured { get; }

    public AddressRange Default => Configured[0];

    public bool IsDualStack => Configured.Length == 2;

    public bool Has(string family) => Configured.Any(range => range.Family == family);

    /// <summary>Every range of a family that addresses may be taken from now, the configured one first.</summary>
    public async ValueTask<ImmutableArray<AddressRange>> FindAsync(string family, ObjectStorage storage, CancellationToken cancellationToken)
    {
        var ranges = Configured.Where(range => range.Family == family).ToList();
        var known = ranges.Select(range => range.ToString()).ToHashSet();
        var all = await storage.RangeAsync(Added.Range(""), Revision.Zero, 0, cancellationToken);
        foreach (var item in all.Items)
        {
            ranges.AddRange(RangesOf(new StoredObject(item).Decode()).Where(range => range.Family == family && known.Add(range.ToString())));
        }

        return [.. ranges];
    }

    /// <summary>Where nobody says whether it is ready, it is.</summary>
    private static IEnumerable<AddressRange> RangesOf(JsonObject added)
    {
        var ready = added.Child("status").Objects("conditions").FirstOrDefault(one => one.Text("type") == "Ready");
        if (added.IsTerminating || (ready is not null && ready.Text("status") != "True"))
        {
            yield break;
        }

        foreach (var text in added.Child("spec").Texts("cidrs"))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                yield return new AddressRange(network);
            }
        }
    }
}
