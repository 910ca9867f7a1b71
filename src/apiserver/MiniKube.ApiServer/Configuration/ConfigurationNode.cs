using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Durations;

namespace MiniKube.ApiServer.Configuration;

/// <summary>An object of a configuration file while it is read: collects every mistake with its path, those in names that nobody asked for too.</summary>
internal sealed class ConfigurationNode
{
    private readonly JsonObject _tree;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<ConfigurationNode> _children = [];

    public ConfigurationNode(JsonObject tree, string path, List<string> mistakes)
    {
        _tree = tree;
        Path = path;
        Mistakes = mistakes;
    }

    /// <summary>Where it is in its file; empty for the whole.</summary>
    public string Path { get; }

    public List<string> Mistakes { get; }

    public bool Has(string name)
    {
        _read.Add(name);
        return _tree[name] is not null;
    }

    /// <summary>Empty when it is not there.</summary>
    public string Text(string name) => Value(name, JsonValueKind.String)?.GetValue<string>() ?? "";

    public string RequiredText(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            Mistake(name, "Required value");
        }

        return text;
    }

    /// <summary>Null when it is not there.</summary>
    public string? TextOrNull(string name) => Has(name) ? Text(name) : null;

    public bool? Flag(string name)
    {
        _read.Add(name);
        switch (_tree[name]?.GetValueKind())
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                Mistake(name, "must be true or false");
                return null;
        }
    }

    public int? Integer(string name)
    {
        var value = Value(name, JsonValueKind.Number);
        if (value is null)
        {
            return null;
        }

        if (value.TryGetValue(out int number))
        {
            return number;
        }

        Mistake(name, "must be a whole number");
        return null;
    }

    /// <summary>A time as Go writes it; null when it is not there.</summary>
    public TimeSpan? Duration(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out TimeSpan duration) && duration >= TimeSpan.Zero)
        {
            return duration;
        }

        Mistake(name, $"Invalid value: \"{text}\": write a duration such as 30s or 5m");
        return null;
    }

    public ImmutableArray<string> Texts(string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in List(name))
        {
            if (item?.GetValueKind() == JsonValueKind.String)
            {
                texts.Add(item.GetValue<string>());
            }
            else
            {
                Mistake($"{name}[{texts.Count}]", "must be a text");
            }
        }

        return texts.ToImmutable();
    }

    public ConfigurationNode? Child(string name)
    {
        _read.Add(name);
        switch (_tree[name])
        {
            case null:
                return null;
            case JsonObject child:
                return Add(child, PathOf(name));
            default:
                Mistake(name, "must be an object");
                return null;
        }
    }

    public ImmutableArray<ConfigurationNode> Children(string name)
    {
        var children = ImmutableArray.CreateBuilder<ConfigurationNode>();
        foreach (var item in List(name))
        {
            if (item is JsonObject child)
            {
                children.Add(Add(child, PathOf($"{name}[{children.Count}]")));
            }
            else
            {
                Mistake(name, "must be a list of objects");
            }
        }

        return children.ToImmutable();
    }

    public void Mistake(string name, string what) => Mistakes.Add($"{PathOf(name)}: {what}");

    /// <summary>Call when all is read: what was not asked for is a mistake, here and below.</summary>
    public void Close()
    {
        foreach (var (name, _) in _tree)
        {
            if (!_read.Contains(name))
            {
                Mistakes.Add($"unknown field \"{PathOf(name)}\"");
            }
        }

        _children.ForEach(child => child.Close());
    }

    public string PathOf(string name) => Path.Length == 0 ? name : name.Length == 0 ? Path : $"{Path}.{name}";

    private ConfigurationNode Add(JsonObject child, string path)
    {
        var node = new ConfigurationNode(child, path, Mistakes);
        _children.Add(node);
        return node;
    }

    private JsonValue? Value(string name, JsonValueKind kind)
    {
        _read.Add(name);
        var found = _tree[name];
        if (found is null || found.GetValueKind() == kind)
        {
            return found as JsonValue;
        }

        Mistake(name, kind == JsonValueKind.String ? "must be a text" : "must be a number");
        return null;
    }

    private JsonArray List(string name)
    {
        _read.Add(name);
        switch (_tree[name])
        {
            case null:
                return [];
            case JsonArray list:
                return list;
            default:
                Mistake(name, "must be a list");
                return [];
        }
    }
}
