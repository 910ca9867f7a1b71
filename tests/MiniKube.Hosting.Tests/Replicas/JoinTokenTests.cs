using MiniKube.ApiServer.Certificates;
using MiniKube.Hosting.Replicas;

namespace MiniKube.Hosting.Tests.Replicas;

public sealed class JoinTokenTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("minikube-hosting-").FullName;
    private readonly SharedKeys _keys;

    public JoinTokenTests() => _keys = SharedKeys.Open(_directory, TimeProvider.System, new CryptographicRandomSource());

    [Fact]
    public void A_token_is_good_until_it_expires()
    {
        var token = JoinToken.TryRead(Issue().Write() + "\n")!;

        token.Complaint(_keys.AuthorityPem, _keys.JoinKey, Now).Should().BeNull();
        token.Complaint(_keys.AuthorityPem, _keys.JoinKey, Now.AddMinutes(59)).Should().BeNull();
        token.Complaint(_keys.AuthorityPem, _keys.JoinKey, Now.AddHours(1)).Should().Contain("expired");
    }

    [Fact]
    public void A_token_that_was_changed_anywhere_is_good_for_nothing()
    {
        var text = Issue().Write();

        for (var position = 0; position < text.Length; position++)
        {
            var changed = text[..position] + (text[position] == '1' ? '2' : '1') + text[(position + 1)..];
            var isGood = JoinToken.TryRead(changed) is { } read && read.Complaint(_keys.AuthorityPem, _keys.JoinKey, Now) is null;
            isGood.Should().BeFalse("of position {0}", position);
        }
    }

    [Fact]
    public void Another_cluster_knows_nothing_of_a_token()
    {
        var other = Directory.CreateTempSubdirectory("minikube-hosting-").FullName;
        using var others = SharedKeys.Open(other, TimeProvider.System, new CryptographicRandomSource());

        Issue().Complaint(others.AuthorityPem, others.JoinKey, Now).Should().Contain("not of this cluster");
        Issue().Complaint(others.AuthorityPem, _keys.JoinKey, Now).Should().Contain("not of this cluster");
        Directory.Delete(other, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcdef.0123456789abcdef")]
    [InlineData("mkube1.....")]
    [InlineData("mkube1.zz.1.2.3")]
    public void What_is_no_token_is_not_read(string text) => JoinToken.TryRead(text).Should().BeNull();

    [Fact]
    public void A_token_does_not_show_itself_in_logs() => Issue().ToString().Should().Be("JoinToken");

    [Fact]
    public void Keys_are_taken_over_whole_and_only_their_owner_can_read_them()
    {
        var target = Path.Combine(_directory, "joining");

        SharedKeys.Import(target, _keys.Export());

        using var taken = SharedKeys.Open(target, TimeProvider.System, new FixedRandom(1));
        taken.Export().Should().Equal(_keys.Export());
        Directory.GetFiles(Path.Combine(target, "pki")).Should().AllSatisfy(
            file => File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Keys_of_another_cluster_are_never_replaced()
    {
        var other = Path.Combine(_directory, "other");
        SharedKeys.Open(other, TimeProvider.System, new CryptographicRandomSource()).Dispose();
        var before = File.ReadAllText(Path.Combine(other, "pki", "ca.key"));

        FluentActions.Invoking(() => SharedKeys.Import(other, _keys.Export())).Should().Throw<InvalidDataException>().WithMessage("*another cluster*");

        File.ReadAllText(Path.Combine(other, "pki", "ca.key")).Should().Be(before);
    }

    [Fact]
    public void Keys_that_are_not_all_there_are_refused()
    {
        var some = _keys.Export().Remove("sa.key");

        FluentActions.Invoking(() => SharedKeys.Import(Path.Combine(_directory, "joining"), some)).Should().Throw<InvalidDataException>().WithMessage("*sa.key*");
    }

    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private JoinToken Issue() => JoinToken.Issue(_keys.AuthorityPem, _keys.JoinKey, Now.AddHours(1), new FixedRandom(7));
}
