using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MiniKube.Api.Selectors;

namespace MiniKube.ApiServer.Storage;

/// <summary>Holds stored objects against a label selector without taking their labels out: a list looks at very many.</summary>
internal sealed class LabelMatcher
{
    private readonly ImmutableArray<(LabelRequirement Requirement, byte[] Key, ImmutableArray<byte[]> Values)> _requirements;

    public LabelMatcher(LabelSelector selector) => _requirements =
    [
        .. selector.Requirements.Select(requirement => (
            requirement,
            Encoding.UTF8.GetBytes(requirement.Key),
            requirement.Values.Select(Encoding.UTF8.GetBytes).ToImmutableArray())),
    ];

    public bool Matches(StoredObject stored)
    {
        Span<bool> seen = _requirements.Length <= 64 ? stackalloc bool[_requirements.Length] : new bool[_requirements.Length];
        var reader = new Utf8JsonReader(stored.Metadata, StoredObject.ReaderOptions);
        if (FindLabels(ref reader))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!MatchesLabel(ref reader, seen))
                {
                    return false;
                }
            }
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i] && !_requirements[i].Requirement.Matches(null))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Leaves the reader at the start of the labels; false when there are none.</summary>
    private static bool FindLabels(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("labels"u8))
            {
                return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>Reads a label and its value; false when some requirement refuses them.</summary>
    private bool MatchesLabel(ref Utf8JsonReader reader, scoped Span<bool> seen)
    {
        var isAsked = false;
        for (var i = 0; i < seen.Length; i++)
        {
            var isKey = !seen[i] && reader.ValueTextEquals(_requirements[i].Key);
            seen[i] |= isKey;
            isAsked |= isKey;
        }

        if (!isAsked)
        {
            reader.Skip();
            return true;
        }

        var name = reader;
        reader.Read();
        foreach (var (requirement, key, values) in _requirements)
        {
            if (name.ValueTextEquals(key) && !MatchesValue(ref reader, requirement, values))
            {
                return false;
            }
        }

        return true;
    }

    private static bool MatchesValue(ref Utf8JsonReader reader, LabelRequirement requirement, ImmutableArray<byte[]> values)
    {
        switch (requirement.Operator)
        {
            case LabelOperator.In or LabelOperator.NotIn:
                var isOne = false;
                foreach (var value in values)
                {
                    isOne |= reader.ValueTextEquals(value);
                }

                return isOne == (requirement.Operator == LabelOperator.In);
            case LabelOperator.Exists:
                return true;
            case LabelOperator.DoesNotExist:
                return false;
            default:
                return requirement.Matches(reader.GetString());
        }
    }
}
