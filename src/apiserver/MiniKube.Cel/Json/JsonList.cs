using System.Text.Json.Nodes;
using MiniKube.Cel.Functions.Standard;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Json;

/// <summary>
/// A JSON list. Where its type says that it is a set or a map by keys, its order does not count when it is compared, and a sum with another
/// keeps its items in their places.
/// </summary>
internal sealed class JsonList(JsonArray items, CelType type) : CelList
{
    public override int Count => items.Count;

    public override CelValue this[int index] => JsonValues.Of(items[index], type.Element);

    public override CelList Concat(CelList other)
    {
        if (type.ListKeys is not { } keys)
        {
            return base.Concat(other);
        }

        var made = new List<CelValue>(Count + other.Count);
        for (var i = 0; i < Count; i++)
        {
            made.Add(this[i]);
        }

        var own = new ArrayList([.. made]);
        for (var i = 0; i < other.Count; i++)
        {
            var item = other[i];
            var at = keys.IsEmpty ? Containers.Contains(own, item) ? 0 : -1 : made.FindIndex(0, Count, one => HasSameKeys(one, item));
            if (at < 0)
            {
                made.Add(item);
            }
            else if (!keys.IsEmpty)
            {
                made[at] = item;
            }
        }

        return new ArrayList(made);
    }

    public override bool? EqualsUnordered(CelList other)
    {
        if (type.ListKeys is not { } keys)
        {
            return null;
        }

        for (var i = 0; i < Count; i++)
        {
            var item = this[i];
            var isFound = false;
            for (var j = 0; j < other.Count && !isFound; j++)
            {
                isFound = (keys.IsEmpty || HasSameKeys(item, other[j])) && CelEquality.AreEqual(item, other[j]);
            }

            if (!isFound)
            {
                return false;
            }
        }

        return true;
    }

    private bool HasSameKeys(CelValue left, CelValue right)
    {
        foreach (var key in type.ListKeys!.Value)
        {
            if (!CelEquality.AreEqual(KeyOf(left, key), KeyOf(right, key)))
            {
                return false;
            }
        }

        return true;
    }

    private static CelValue KeyOf(in CelValue item, string key) => item.Kind switch
    {
        CelValueKind.Object when item.AsObject.Has(key) => item.AsObject.Get(key),
        CelValueKind.Map when item.AsMap.TryGet(key, out var value) => value,
        _ => CelValue.Null,
    };
}
