namespace MiniKube.RealParts;

/// <summary>The real kubectl with a kubeconfig of its own.</summary>
/// <param name="kubeconfig">The cluster.</param>
/// <param name="homeDirectory">Where it keeps what it has read.</param>
/// <param name="program">Another one than the usual.</param>
public sealed class Kubectl(string kubeconfig, string homeDirectory, string? program = null)
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["KUBECONFIG"] = kubeconfig,
        ["HOME"] = homeDirectory,
    };

    /// <summary>Runs <c>kubectl</c> with words as a shell would split them on blanks.</summary>
    public Task<CommandResult> RunAsync(string words, CancellationToken cancellationToken, string? input = null) =>
        RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellationToken, input);

    public Task<CommandResult> RunAsync(
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? typedAfter = null,
        string? closedAfter = null)
    {
        var all = new Dictionary<string, string>(_environment);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        return Command.RunAsync(program ?? Parts.Kubectl, arguments, cancellationToken, all, input, typedAfter, closedAfter);
    }

    /// <summary>The output of a kubectl that must succeed.</summary>
    public async Task<string> MustAsync(string words, CancellationToken cancellationToken, string? input = null) =>
        (await RunAsync(words, cancellationToken, input)).Must();
}
