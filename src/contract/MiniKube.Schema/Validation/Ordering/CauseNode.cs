using System.Collections.Immutable;
using System.Globalization;
using MiniKube.Api.Errors;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Validation.Ordering;

/// <summary>A place of an object with what was complained of there and below.</summary>
internal sealed class CauseNode(TypeSchema? type, int arrival)
{
    private readonly Dictionary<string, CauseNode> _below = new(StringComparer.Ordinal);
    private readonly List<(StatusCause Cause, int Arrival)> _here = [];

    /// <summary>When the first complaint of the place or of one below it came.</summary>
    private int Arrival { get; } = arrival;

    public void Add(ReadOnlySpan<string> steps, StatusCause cause, int arrival)
    {
        if (steps.IsEmpty)
        {
            _here.Add((cause, arrival));
            return;
        }

        if (!_below.TryGetValue(steps[0], out var node))
        {
            node = new CauseNode(TypeOf(steps[0]), arrival);
            _below.Add(steps[0], node);
        }

        node.Add(steps[1..], cause, arrival);
    }

    public void Add(List<string> steps, StatusCause cause, int arrival) =>
        Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps), cause, arrival);

    /// <summary>What is said of the place itself stands before or after what is said of its parts, as it came.</summary>
    public void WriteTo(ImmutableArray<StatusCause>.Builder arranged)
    {
        var first = _below.Count == 0 ? int.MaxValue : _below.Values.Min(node => node.Arrival);
        arranged.AddRange(_here.Where(one => one.Arrival < first).Select(one => one.Cause));
        foreach (var (_, node) in _below.OrderBy(pair => Rank(pair.Key)).ThenBy(pair => pair.Value.Arrival))
        {
            node.WriteTo(arranged);
        }

        arranged.AddRange(_here.Where(one => one.Arrival >= first).Select(one => one.Cause));
    }

    private TypeSchema? TypeOf(string step) => step[0] == '['
        ? type?.Element
        : type is { Kind: TypeKind.Object } && type.Fields.TryGetValue(step, out var field) ? field.Type : null;

    /// <summary>Items by number; fields as upstream's rules go through them, those of which nothing is known by when they came.</summary>
    private int Rank(string step)
    {
        if (step[0] == '[')
        {
            return int.TryParse(step.AsSpan(1, step.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue;
        }

        return step == "metadata" ? -1 : type is null ? int.MaxValue : FieldOrders.Rank(type.Name, step);
    }
}
