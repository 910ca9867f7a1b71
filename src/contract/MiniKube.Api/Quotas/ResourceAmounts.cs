using System.Collections;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;

namespace MiniKube.Api.Quotas;

/// <summary>Amounts by the names of resources, in the order of the names: what a quota allows, or what is used. Immutable.</summary>
public sealed class ResourceAmounts : IEnumerable<KeyValuePair<string, Quantity>>
{
    private readonly ImmutableSortedDictionary<string, Quantity> _amounts;

    private ResourceAmounts(ImmutableSortedDictionary<string, Quantity> amounts) => _amounts = amounts;

    public static ResourceAmounts None { get; } = new(ImmutableSortedDictionary.Create<string, Quantity>(StringComparer.Ordinal));

    public IEnumerable<string> Names => _amounts.Keys;

    public bool IsEmpty => _amounts.IsEmpty;

    public static ResourceAmounts Of(params ReadOnlySpan<(string Name, Quantity Amount)> amounts)
    {
        var all = None;
        foreach (var (name, amount) in amounts)
        {
            all = all.With(name, amount);
        }

        return all;
    }

    /// <summary>Reads a map of quantities; what is none is left out.</summary>
    public static ResourceAmounts Read(JsonObject? map)
    {
        var amounts = None._amounts.ToBuilder();
        foreach (var (name, value) in map ?? [])
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var written) && Quantity.TryParse(written, out var amount))
            {
                amounts[name] = amount;
            }
        }

        return new ResourceAmounts(amounts.ToImmutable());
    }

    public Quantity? Find(string name) => _amounts.TryGetValue(name, out var amount) ? amount : null;

    public ResourceAmounts With(string name, Quantity amount) => new(_amounts.SetItem(name, amount));

    /// <summary>Every name of either; what both have, summed.</summary>
    public ResourceAmounts Plus(ResourceAmounts other)
    {
        var sum = _amounts.ToBuilder();
        foreach (var (name, amount) in other._amounts)
        {
            sum[name] = sum.TryGetValue(name, out var own) ? own + amount : amount;
        }

        return new ResourceAmounts(sum.ToImmutable());
    }

    /// <summary>The names of this, less what the other has; never below zero.</summary>
    public ResourceAmounts LessBy(ResourceAmounts other) => Select((name, amount) => Quantity.Max(amount - (other.Find(name) ?? Quantity.Zero), Quantity.Zero));

    /// <summary>The larger amount of each name of either.</summary>
    public ResourceAmounts Max(ResourceAmounts other)
    {
        var larger = _amounts.ToBuilder();
        foreach (var (name, amount) in other._amounts)
        {
            larger[name] = larger.TryGetValue(name, out var own) ? Quantity.Max(own, amount) : amount;
        }

        return new ResourceAmounts(larger.ToImmutable());
    }

    public ResourceAmounts Only(IEnumerable<string> names)
    {
        var kept = names.ToHashSet(StringComparer.Ordinal);
        return Where((name, _) => kept.Contains(name));
    }

    public ResourceAmounts WithoutZeros() => Where((_, amount) => !amount.IsZero);

    public ResourceAmounts Negative() => Where((_, amount) => amount.Sign < 0);

    /// <summary>The names of which this has more than the bound says; a name without a bound is not bounded.</summary>
    public ImmutableArray<string> Above(ResourceAmounts bounds) =>
        [.. _amounts.Where(each => bounds.Find(each.Key) is { } bound && each.Value > bound).Select(each => each.Key)];

    public bool IsSame(ResourceAmounts other) => _amounts.Count == other._amounts.Count && _amounts.All(each => other.Find(each.Key) == each.Value);

    public JsonObject ToJson()
    {
        var map = new JsonObject();
        foreach (var (name, amount) in _amounts)
        {
            map[name] = amount.ToString();
        }

        return map;
    }

    public IEnumerator<KeyValuePair<string, Quantity>> GetEnumerator() => _amounts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary><c>pods=1,requests.cpu=500m</c>: how refusals write it.</summary>
    public override string ToString() => string.Join(',', _amounts.Select(each => $"{each.Key}={each.Value}"));

    private ResourceAmounts Where(Func<string, Quantity, bool> keep) => new(_amounts.Where(each => keep(each.Key, each.Value)).ToImmutableSortedDictionary(StringComparer.Ordinal));

    private ResourceAmounts Select(Func<string, Quantity, Quantity> change) =>
        new(_amounts.ToImmutableSortedDictionary(each => each.Key, each => change(each.Key, each.Value), StringComparer.Ordinal));
}
