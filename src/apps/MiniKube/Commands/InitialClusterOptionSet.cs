using System.Collections.Immutable;
using System.CommandLine;

namespace MiniKube.Commands;

/// <summary>The flags that say which members a new cluster of stores begins with, and which of them is meant.</summary>
internal sealed class InitialClusterOptionSet
{
    private readonly Option<string> _name = new("--name")
    {
        Description = "What this member is called; unique in the cluster.",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<string?> _cluster = new("--initial-cluster")
    {
        Description = "The members a new cluster begins with, the same on each: a=https://…,b=https://…,c=https://….",
    };

    private readonly Option<string> _token = new("--initial-cluster-token")
    {
        Description = "Tells clusters of the same names apart; the same on each member.",
        DefaultValueFactory = _ => "mkube",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_name, _cluster, _token])
        {
            command.Options.Add(option);
        }
    }

    public string Name(ParseResult result) => result.GetRequiredValue(_name);

    public string Token(ParseResult result) => result.GetRequiredValue(_token);

    /// <summary>Name and address of each; empty when the flag is not given.</summary>
    public ImmutableSortedDictionary<string, Uri> Members(ParseResult result)
    {
        var members = ImmutableSortedDictionary.CreateBuilder<string, Uri>(StringComparer.Ordinal);
        foreach (var part in (result.GetValue(_cluster) ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } name, var text]
                || !Uri.TryCreate(text, UriKind.Absolute, out var address) || !members.TryAdd(name, address))
            {
                throw new ArgumentException($"--initial-cluster has '{part}': write each name once, as name=https://address:2380");
            }
        }

        return members.ToImmutable();
    }
}
