using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Gates;

/// <summary>A step of the paths to gated fields: the paths of a kind are one tree, so that an object is gone through once for all of them.</summary>
internal sealed class GatedNode
{
    private readonly string _name;
    private readonly List<GatedNode> _children = [];
    private readonly string? _freeValue;
    private readonly bool _goesWhenEmpty;
    private readonly bool _takesParent;
    private readonly bool _isList;
    private readonly bool _isMap;
    private ulong _lines;

    /// <param name="step">As <see cref="GatedFieldTable"/> has it between two dots.</param>
    public GatedNode(string step)
    {
        (_isList, _isMap) = (step.EndsWith("[]", StringComparison.Ordinal), step.EndsWith("{}", StringComparison.Ordinal));
        (_goesWhenEmpty, _takesParent) = (step.EndsWith('?'), step.StartsWith('^'));
        var word = step.TrimStart('^').TrimEnd('[', ']', '{', '}', '?').Split('!');
        _name = word[0];
        _freeValue = word.Length > 1 ? word[1] : null;
    }

    public void Add(ReadOnlySpan<string> steps, int line)
    {
        if (steps.IsEmpty)
        {
            _lines |= 1UL << line;
            return;
        }

        var next = new GatedNode(steps[0]);
        if (_children.Find(child => child._name == next._name) is { } there)
        {
            next = there;
        }
        else
        {
            _children.Add(next);
        }

        next.Add(steps[1..], line);
    }

    /// <summary>The lines of the table that have a field in the object.</summary>
    public ulong Find(JsonObject tree)
    {
        var found = 0UL;
        foreach (var child in _children)
        {
            found |= child.FindIn(tree.Member(child._name));
        }

        return found;
    }

    /// <summary>Takes the fields of some lines out of the object.</summary>
    /// <returns>The object itself has to go.</returns>
    public bool Drop(JsonObject tree, ulong lines)
    {
        var takesTree = false;
        foreach (var child in _children)
        {
            if (tree.Member(child._name) is not { } value || (child.FindIn(value) & lines) == 0)
            {
                continue;
            }

            if (child.IsGoneWithout(value, lines))
            {
                _ = tree.Remove(child._name);
                takesTree |= child._takesParent;
            }
        }

        return takesTree || (_goesWhenEmpty && tree.Count == 0);
    }

    private ulong FindIn(JsonNode? value)
    {
        if (value is null || _lines != 0)
        {
            return value is null || (_freeValue is not null && value.AsText == _freeValue) ? 0 : _lines;
        }

        var found = 0UL;
        if (_isList && value is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                found |= list[i] is JsonObject item ? Find(item) : 0;
            }
        }
        else if (value is JsonObject tree)
        {
            if (!_isMap)
            {
                return Find(tree);
            }

            foreach (var (_, item) in tree)
            {
                found |= item is JsonObject entry ? Find(entry) : 0;
            }
        }

        return found;
    }

    private bool IsGoneWithout(JsonNode value, ulong lines)
    {
        if (_lines != 0)
        {
            return true;
        }

        if (value is JsonArray list)
        {
            for (var i = list.Count - 1; i >= 0; i--)
            {
                if (list[i] is JsonObject item && Drop(item, lines))
                {
                    list.RemoveAt(i);
                }
            }

            return list.Count == 0;
        }

        if (_isMap)
        {
            foreach (var entry in ((JsonObject)value).Select(field => field.Value).OfType<JsonObject>())
            {
                _ = Drop(entry, lines);
            }

            return false;
        }

        return Drop((JsonObject)value, lines);
    }
}
