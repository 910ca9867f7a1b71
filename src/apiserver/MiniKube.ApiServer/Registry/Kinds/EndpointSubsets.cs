using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>
/// The subsets of Endpoints in canonical form. Each port is looked at with all addresses that offer it; ports that the same addresses offer
/// are one subset. An address that is ready in one place and not in another, for the same port, is not.
/// </summary>
internal static class EndpointSubsets
{
    public static JsonArray Pack(IReadOnlyList<JsonObject> subsets)
    {
        var addresses = new SortedDictionary<AddressId, JsonObject>();
        var ports = new List<Offer>();
        foreach (var subset in subsets)
        {
            // What offers no port stands beside the others under one that is none.
            var own = subset.Objects("ports").DefaultIfEmpty([]);
            foreach (var port in own)
            {
                var offer = ports.Find(one => JsonEquality.AreEqual(one.Port, port));
                if (offer is null)
                {
                    offer = new Offer(port);
                    ports.Add(offer);
                }

                Add(offer, subset.Objects("addresses"), isReady: true, addresses);
                Add(offer, subset.Objects("notReadyAddresses"), isReady: false, addresses);
            }
        }

        var packed = ports
            .Where(offer => offer.By.Count > 0)
            .GroupBy(offer => string.Join('\n', offer.By.Select(one => $"{one.Key.Ip}\t{one.Key.Uid}\t{one.Value}")))
            .Select(together => Subset([.. together], addresses))
            .OrderBy(subset => subset.ToJsonString(), StringComparer.Ordinal);
        return new JsonArray([.. packed]);
    }

    private static void Add(Offer offer, IEnumerable<JsonObject> offering, bool isReady, SortedDictionary<AddressId, JsonObject> addresses)
    {
        foreach (var address in offering)
        {
            var id = new AddressId(address.Text("ip"), address.Child("targetRef").Text("uid"));
            _ = addresses.TryAdd(id, address);
            offer.By[id] = isReady && offer.By.GetValueOrDefault(id, true);
        }
    }

    private static JsonObject Subset(List<Offer> offers, SortedDictionary<AddressId, JsonObject> addresses)
    {
        var subset = new JsonObject();
        foreach (var (name, isReady) in ((string, bool)[])[("addresses", true), ("notReadyAddresses", false)])
        {
            var all = offers[0].By.Where(one => one.Value == isReady).Select(one => (JsonNode)addresses[one.Key].DeepClone()).ToArray();
            if (all.Length > 0)
            {
                subset[name] = new JsonArray(all);
            }
        }

        var ports = offers.Where(offer => offer.Port.Count > 0)
            .Select(offer => (JsonNode)offer.Port.DeepClone())
            .OrderBy(port => port.ToJsonString(), StringComparer.Ordinal)
            .ToArray();
        if (ports.Length > 0)
        {
            subset["ports"] = new JsonArray(ports);
        }

        return subset;
    }

    /// <summary>The same address may stand for several pods of a node's network.</summary>
    private readonly record struct AddressId(string Ip, string Uid) : IComparable<AddressId>
    {
        public int CompareTo(AddressId other) =>
            string.CompareOrdinal(Ip, other.Ip) is not 0 and var order ? order : string.CompareOrdinal(Uid, other.Uid);
    }

    /// <summary>A port and who offers it, ready or not.</summary>
    private sealed class Offer(JsonObject port)
    {
        public JsonObject Port => port;

        public SortedDictionary<AddressId, bool> By { get; } = [];
    }
}
