using System.Xml.Linq;

namespace MiniKube.Architecture.Tests;

/// <summary>The working tree that these tests read as text.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static IEnumerable<string> SourceFiles => CSharpFiles("src");

    public static IEnumerable<string> TestFiles => CSharpFiles("tests");

    public static IEnumerable<string> Projects => Files("src", "*.csproj");

    public static IEnumerable<string> MarkdownFiles =>
        Files("docs", "*.md").Append(Path.Combine(Root, "README.md")).Where(File.Exists);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The names that a project file refers to with an element such as <c>ProjectReference</c>.</summary>
    public static IReadOnlyList<string> Includes(string project, string element) =>
        [.. XDocument.Load(project).Descendants(element)
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(include => element == "ProjectReference" ? Path.GetFileNameWithoutExtension(include) : include)
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> CSharpFiles(string wing) => Files(wing, "*.cs");

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
    }

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MiniKube.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No MiniKube.sln above {start}: run the tests from a checkout.");
    }
}
