namespace MiniKube.Raft.Tests.Scripts;

/// <summary>
/// A script: blocks of commands, a line of dashes, and what they print. A block ends with an empty line; lines that begin with # say why.
/// </summary>
internal sealed class ScriptFile
{
    private const string Separator = "----";

    private readonly string _path;
    private readonly List<string[]> _blocks;

    public ScriptFile(string name)
    {
        _path = Path.Combine(Folder, name);
        _blocks = [.. File.ReadAllText(_path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => block.TrimEnd('\n').Split('\n'))];
    }

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public string Text => File.ReadAllText(_path);

    /// <summary>The whole script as it would be if what it prints now were right.</summary>
    public string Play()
    {
        var player = new ScriptPlayer();
        return string.Join("\n\n", _blocks.Select(block => Play(player, block))) + "\n";
    }

    public void Rewrite(string text) => File.WriteAllText(_path, text);

    private static string Play(ScriptPlayer player, string[] block)
    {
        var commands = block.TakeWhile(line => line != Separator).ToList();
        if (commands.TrueForAll(line => line.StartsWith('#')))
        {
            return string.Join('\n', commands);
        }

        var printed = commands.Where(line => !line.StartsWith('#')).SelectMany(player.Run).ToList();
        return string.Join('\n', [.. commands, Separator, .. printed.DefaultIfEmpty("ok")]);
    }

    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MiniKube.sln")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder!.FullName, "tests", "MiniKube.Raft.Tests", "Scripts", "Texts");
        }
    }
}
