namespace MiniKube.Architecture.Tests;

/// <summary>Holds every project file against the arrows of docs/architecture.md.</summary>
public sealed class ProjectReferenceTests
{
    /// <summary>What each project may refer to. Apps compose, so they may know everything below them.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["MiniKube.Api"] = [],
        ["MiniKube.Schema"] = ["MiniKube.Api"],
        ["MiniKube.Cri"] = [],
        ["MiniKube.Raft"] = [],
        ["MiniKube.Mvcc"] = [],
        ["MiniKube.Store"] = ["MiniKube.Raft", "MiniKube.Mvcc"],
        ["MiniKube.Peers"] = ["MiniKube.Raft", "MiniKube.Store"],
        ["MiniKube.Etcd"] = ["MiniKube.Raft", "MiniKube.Mvcc", "MiniKube.Store"],
        ["MiniKube.Cel"] = ["MiniKube.Api"],
        ["MiniKube.ApiServer"] = ["MiniKube.Api", "MiniKube.Schema", "MiniKube.Cel", "MiniKube.Mvcc", "MiniKube.Store"],
        ["MiniKube.Client"] = ["MiniKube.Api"],
        ["MiniKube.Controllers"] = ["MiniKube.Api", "MiniKube.Client"],
        ["MiniKube.Scheduler"] = ["MiniKube.Api", "MiniKube.Client"],
        ["MiniKube.Kubelet"] = ["MiniKube.Api", "MiniKube.Client", "MiniKube.Cri"],
        ["MiniKube.CriShim"] = ["MiniKube.Api", "MiniKube.Cri"],
    };

    private static readonly string[] Apps = ["MiniKube", "MiniKube.Hosting", "MiniKube.Testing"];

    /// <summary>Projects that decide and never act: no package, no framework beyond the base one.</summary>
    private static readonly string[] WithoutPackages = ["MiniKube.Raft", "MiniKube.Mvcc"];

    public static TheoryData<string> Projects => [.. Repository.Projects.Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_along_the_arrows_of_the_design(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var references = Repository.Includes(Path.Combine(Repository.Root, project), "ProjectReference");

        if (Apps.Contains(name))
        {
            references.Should().NotContain(name).And.NotContain("MiniKube", "nothing refers to the binary");
            return;
        }

        Allowed.Should().ContainKey(name, "a new project gets its arrows here and in docs/architecture.md first");
        references.Except(Allowed[name]).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_pure_project_has_no_packages(string project)
    {
        var path = Path.Combine(Repository.Root, project);

        if (WithoutPackages.Contains(Path.GetFileNameWithoutExtension(project)))
        {
            Repository.Includes(path, "PackageReference").Should().BeEmpty();
            Repository.Includes(path, "FrameworkReference").Should().BeEmpty();
        }
    }

    [Fact]
    public void The_architecture_page_names_every_project_and_no_other()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));

        foreach (var project in Allowed.Keys.Concat(Apps))
        {
            page.Should().Contain($"`{project}`");
        }

        Repository.Projects.Select(Path.GetFileNameWithoutExtension)
            .Should().BeEquivalentTo(Allowed.Keys.Concat(Apps));
    }
}
