using System.Collections.Immutable;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MiniKube.Schema.Decoding;

/// <summary>Writes the events of one YAML document as JSON. An alias is its anchor's events again, so what is written is counted.</summary>
internal sealed class YamlToJson(List<ParsingEvent> events, Utf8JsonWriter writer)
{
    /// <summary>How deep a document may nest.</summary>
    public const int DepthMax = 256;

    // What aliases may add to a document beyond its own size.
    private const int AliasedNodesMax = 100_000;

    private const int RepeatedMax = 100;

    private readonly Dictionary<AnchorName, int> _anchors = [];
    private readonly ImmutableArray<string>.Builder _repeated = ImmutableArray.CreateBuilder<string>();
    private int _nodes;

    /// <summary>Keys that came twice in one mapping, with the line of the later one.</summary>
    public ImmutableArray<string> Repeated => _repeated.ToImmutable();

    public void Document()
    {
        if (events.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }

        _ = Value(0, 0);
    }

    /// <summary>Writes the node at the event; the answer is the event after it.</summary>
    private int Value(int at, int depth)
    {
        Count(depth, at);
        switch (events[at])
        {
            case AnchorAlias alias:
                _ = Value(Target(alias), depth + 1);
                return at + 1;
            case Scalar scalar:
                Remember(scalar, at);
                YamlScalar.Write(writer, scalar);
                return at + 1;
            case SequenceStart sequence:
                Remember(sequence, at);
                return Sequence(at + 1, depth);
            case MappingStart mapping:
                Remember(mapping, at);
                return Mapping(at + 1, depth);
            default:
                throw Wrong(at, "did not find expected node content");
        }
    }

    private int Sequence(int at, int depth)
    {
        writer.WriteStartArray();
        while (events[at] is not SequenceEnd)
        {
            at = Value(at, depth + 1);
        }

        writer.WriteEndArray();
        return at + 1;
    }

    private int Mapping(int at, int depth)
    {
        writer.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        List<int>? merged = null;
        while (events[at] is not MappingEnd)
        {
            if (events[at] is Scalar { Value: "<<", Style: ScalarStyle.Plain })
            {
                (merged ??= []).Add(at + 1);
                at = After(at + 1);
                continue;
            }

            var key = Key(at);
            if (!written.Add(key) && _repeated.Count < RepeatedMax)
            {
                _repeated.Add($"line {events[at].Start.Line}: key \"{key}\" already set in map");
            }

            writer.WritePropertyName(key);
            at = Value(After(at), depth + 1);
        }

        foreach (var source in merged ?? [])
        {
            Merge(source, depth + 1, written);
        }

        writer.WriteEndObject();
        return at + 1;
    }

    /// <summary>Writes what a merge key brings: the entries of one mapping or of several, where the mapping itself has no such key.</summary>
    private void Merge(int at, int depth, HashSet<string> written)
    {
        Count(depth, at);
        switch (events[at])
        {
            case AnchorAlias alias:
                Merge(Target(alias), depth + 1, written);
                return;
            case SequenceStart:
                for (var item = at + 1; events[item] is not SequenceEnd; item = After(item))
                {
                    Merge(item, depth + 1, written);
                }

                return;
            case MappingStart mapping:
                Remember(mapping, at);
                MergeEntries(at + 1, depth, written);
                return;
            default:
                throw Wrong(at, "map merge requires map or sequence of maps as the value");
        }
    }

    private void MergeEntries(int at, int depth, HashSet<string> written)
    {
        while (events[at] is not MappingEnd)
        {
            if (events[at] is Scalar { Value: "<<", Style: ScalarStyle.Plain })
            {
                Merge(at + 1, depth + 1, written);
            }
            else if (Key(at) is var key && written.Add(key))
            {
                writer.WritePropertyName(key);
                _ = Value(After(at), depth + 1);
            }

            at = After(After(at));
        }
    }

    private string Key(int at)
    {
        switch (events[at])
        {
            case Scalar scalar:
                Remember(scalar, at);
                return YamlScalar.Key(scalar);
            case AnchorAlias alias when events[Target(alias)] is Scalar scalar:
                return YamlScalar.Key(scalar);
            default:
                throw Wrong(at, "invalid map key: a key must be a scalar");
        }
    }

    /// <summary>The event after the node at the given one.</summary>
    private int After(int at)
    {
        var open = 0;
        do
        {
            open += events[at].NestingIncrease;
            at++;
        }
        while (open > 0);

        return at;
    }

    private int Target(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value, out var at))
        {
            return at;
        }

        // The anchor may stand in a part that is written later, such as the source of a merge key.
        at = events.FindIndex(node => node is NodeEvent { Anchor.IsEmpty: false } anchored && anchored.Anchor == alias.Value);
        return at >= 0 ? at : throw new DecodeException($"error converting YAML to JSON: yaml: unknown anchor '{alias.Value}' referenced");
    }

    private void Remember(NodeEvent node, int at)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = at;
        }
    }

    private void Count(int depth, int at)
    {
        if (depth > DepthMax)
        {
            throw Wrong(at, "exceeded max depth");
        }

        if (++_nodes > events.Count + AliasedNodesMax)
        {
            throw Wrong(at, "document contains excessive aliasing");
        }
    }

    private DecodeException Wrong(int at, string what) =>
        new($"error converting YAML to JSON: yaml: line {events[at].Start.Line}: {what}");
}
