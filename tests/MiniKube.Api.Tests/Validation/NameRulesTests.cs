using MiniKube.Api.Validation;

namespace MiniKube.Api.Tests.Validation;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("my-name", true)]
    [InlineData("1a", true)]
    [InlineData("", false)]
    [InlineData("A", false)]
    [InlineData("a.b", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a\n", false)]
    public void A_label_is_lower_case_letters_digits_and_hyphens(string text, bool isRight) =>
        NameRules.IsDnsLabel(text).Should().Be(isRight);

    [Theory]
    [InlineData("a.b-c.d", true)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a_b", false)]
    public void A_subdomain_is_labels_with_dots(string text, bool isRight) => NameRules.IsDnsSubdomain(text).Should().Be(isRight);

    [Fact]
    public void Complaints_are_in_the_words_that_users_know()
    {
        NameRules.DnsSubdomain("Not_Ok").Should().Equal(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        NameRules.DnsLabel("Not.Ok")[0].Should().Contain("(e.g. 'my-name',  or '123-abc', regex used for validation is");
        NameRules.DnsLabel(new string('a', 64)).Should().Equal("must be no more than 63 bytes");
        NameRules.PathSegmentName("a/b").Should().Equal("may not contain '/'");
        NameRules.PathSegmentName("..").Should().Equal("may not be '..'");
    }

    [Theory]
    [InlineData("app", true)]
    [InlineData("example.com/App_1", true)]
    [InlineData("/app", false)]
    [InlineData("a/b/c", false)]
    [InlineData("UPPER.com/app", false)]
    [InlineData("app-", false)]
    public void A_qualified_name_may_have_a_domain_before_it(string text, bool isRight) => NameRules.IsQualifiedName(text).Should().Be(isRight);

    [Theory]
    [InlineData("", true)]
    [InlineData("A.b_c-1", true)]
    [InlineData("-a", false)]
    [InlineData("a b", false)]
    public void A_label_value_may_be_empty(string text, bool isRight) => NameRules.IsLabelValue(text).Should().Be(isRight);

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.1", false)]
    [InlineData("010.0.0.1", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("x", false)]
    public void An_address_is_written_in_full(string text, bool isRight) => NameRules.IpAddress(text).IsEmpty.Should().Be(isRight);

    [Theory]
    [InlineData("http", 0)]
    [InlineData("HTTP", 2)]
    [InlineData("1--2", 2)]
    [InlineData("a-very-long-port-name", 1)]
    public void A_port_name_is_short_and_has_a_letter(string text, int complaints) => NameRules.PortName(text).Should().HaveCount(complaints);
}
