namespace MiniKube.Cel.Values;

/// <summary>Equality and order of values: numbers by what they mean, whatever their kind; containers by their parts.</summary>
public sealed class CelEquality : IEqualityComparer<CelValue>
{
    public static CelEquality Instance { get; } = new();

    public bool Equals(CelValue x, CelValue y) => AreEqual(x, y);

    public int GetHashCode(CelValue value) => value.Kind switch
    {
        CelValueKind.Bool => value.IsTrue ? 1 : 2,
        CelValueKind.Int => ((double)value.AsInt).GetHashCode(),
        CelValueKind.Uint => ((double)value.AsUint).GetHashCode(),
        CelValueKind.Double => value.AsDouble.GetHashCode(),
        CelValueKind.String => string.GetHashCode(value.AsString, StringComparison.Ordinal),
        _ => (int)value.Kind,
    };

    public static bool AreEqual(in CelValue left, in CelValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return CelOrder.CompareNumbers(left, right) == 0;
        }

        if (left.Kind != right.Kind)
        {
            return (left.Kind, right.Kind) switch
            {
                (CelValueKind.Map, CelValueKind.Object) => AreEqual(left.AsMap, right.AsObject),
                (CelValueKind.Object, CelValueKind.Map) => AreEqual(right.AsMap, left.AsObject),
                _ => false,
            };
        }

        return left.Kind switch
        {
            CelValueKind.Null => true,
            CelValueKind.Bool => left.IsTrue == right.IsTrue,
            CelValueKind.String => left.AsString == right.AsString,
            CelValueKind.Bytes => left.AsBytes.AsSpan().SequenceEqual(right.AsBytes),
            CelValueKind.Duration => left.AsDuration == right.AsDuration,
            CelValueKind.Timestamp => left.AsTimestamp == right.AsTimestamp,
            CelValueKind.List => AreEqual(left.AsList, right.AsList),
            CelValueKind.Map => AreEqual(left.AsMap, right.AsMap),
            CelValueKind.Object => AreEqual(left.AsObject, right.AsObject),
            CelValueKind.Opaque => left.AsOpaque.Type.Equals(right.AsOpaque.Type) && left.AsOpaque.IsEqualTo(right.AsOpaque),
            CelValueKind.Type => left.AsType.IsSameKindAs(right.AsType),
            CelValueKind.Optional => (left.AsOptional, right.AsOptional) switch
            {
                (null, null) => true,
                ({ } one, { } other) => AreEqual(one, other),
                _ => false,
            },
            _ => false,
        };
    }

    private static bool AreEqual(CelList left, CelList right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        if ((left.EqualsUnordered(right) ?? right.EqualsUnordered(left)) is { } unordered)
        {
            return unordered;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(CelMap left, CelMap right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var key in left.Keys)
        {
            if (!right.TryGet(key, out var other) || !left.TryGet(key, out var own) || !AreEqual(own, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(CelObject left, CelObject right)
    {
        if (!left.Type.Equals(right.Type))
        {
            return false;
        }

        var count = 0;
        foreach (var field in left.Fields)
        {
            count++;
            if (!right.Has(field) || !AreEqual(left.Get(field), right.Get(field)))
            {
                return false;
            }
        }

        return count == right.Fields.Count();
    }

    /// <summary>What is not typed on one side is compared by its JSON fields.</summary>
    private static bool AreEqual(CelMap map, CelObject fields)
    {
        var count = 0;
        foreach (var field in fields.Fields)
        {
            count++;
            if (!map.TryGet(field, out var other) || !AreEqual(fields.Get(field), other))
            {
                return false;
            }
        }

        return count == map.Count;
    }
}
