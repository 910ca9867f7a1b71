using System.Text.RegularExpressions;

namespace MiniKube.Architecture.Tests;

/// <summary>Rules of docs/contributing.md that no analyzer knows.</summary>
public sealed partial class TidyTests
{
    private const int LinesPerFileMax = 400;

    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        Repository.SourceFiles
            .Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(entry => entry.Lines > LinesPerFileMax)
            .Should().BeEmpty();

    [Fact]
    public void A_namespace_is_the_project_and_the_folders()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.SourceFiles)
        {
            var match = NamespaceLine().Match(File.ReadAllText(file));
            var folders = Repository.Relative(Path.GetDirectoryName(file)!).Split('/').Skip(2);
            var expected = string.Join('.', folders);
            if (match.Success && match.Groups[1].Value != expected)
            {
                wrong.Add($"{Repository.Relative(file)}: {match.Groups[1].Value}, expected {expected}");
            }
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void No_regions_and_no_marks_of_unfinished_work() =>
        Repository.SourceFiles.Concat(Repository.TestFiles)
            .Where(file => !file.EndsWith(nameof(TidyTests) + ".cs", StringComparison.Ordinal))
            .Where(file => UnfinishedMark().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative)
            .Should().BeEmpty();

    [Fact]
    public void A_planner_decides_and_does_not_act()
    {
        var acting = Repository.SourceFiles
            .Where(file => file.EndsWith("Planner.cs", StringComparison.Ordinal))
            .Where(file => ActingWord().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative);

        acting.Should().BeEmpty();
    }

    [Fact]
    public void One_controller_does_not_know_another()
    {
        const string Controllers = "src/control/MiniKube.Controllers/";
        var wrong = Repository.SourceFiles
            .Where(file => Repository.Relative(file).StartsWith(Controllers, StringComparison.Ordinal))
            .SelectMany(file => ControllerUsing().Matches(File.ReadAllText(file))
                .Select(match => (File: Repository.Relative(file), Uses: match.Groups[1].Value)))
            .Where(entry => entry.Uses != "Common" && !entry.File.StartsWith(Controllers + entry.Uses, StringComparison.Ordinal))
            .Where(entry => entry.File.Count(letter => letter == '/') > 3);

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void A_log_event_id_is_used_once_in_its_project()
    {
        var repeated = Repository.SourceFiles
            .SelectMany(file => EventId().Matches(File.ReadAllText(file))
                .Select(match => (Project: Repository.Relative(file).Split('/')[2], Id: match.Groups[1].Value)))
            .GroupBy(entry => entry)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key);

        repeated.Should().BeEmpty();
    }

    [Fact]
    public void A_document_has_one_title_and_no_dead_link()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.MarkdownFiles)
        {
            var text = File.ReadAllText(file);
            var titles = CodeBlock().Replace(text, "").Split('\n').Count(line => line.StartsWith("# ", StringComparison.Ordinal));
            if (titles != 1)
            {
                wrong.Add($"{Repository.Relative(file)}: {titles} titles");
            }

            wrong.AddRange(RelativeLink().Matches(text)
                .Select(match => match.Groups[1].Value)
                .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link)))
                .Select(link => $"{Repository.Relative(file)}: dead link {link}"));
        }

        wrong.Should().BeEmpty();
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"#region|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException|Skip\s*=\s*""")]
    private static partial Regex UnfinishedMark();

    [GeneratedRegex(@"\b(IApiClient|ILogger|Task|ValueTask|TimeProvider|async)\b")]
    private static partial Regex ActingWord();

    [GeneratedRegex(@"^using MiniKube\.Controllers\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex ControllerUsing();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#]+)")]
    private static partial Regex RelativeLink();
}
