using CsCheck;
using MiniKube.Api.Quantities;

namespace MiniKube.Api.Tests.Quantities;

public sealed class QuantityTests
{
    private static readonly Gen<Quantity> AnyQuantity = Gen.Select(
        Gen.Long[-1_000_000_000_000, 1_000_000_000_000],
        Gen.Enum<QuantityFormat>(),
        Gen.Bool,
        (number, format, isMilli) => isMilli ? Quantity.FromMilli(number, format) : Quantity.FromUnits(number, format));

    [Theory]
    [InlineData("1000m", "1")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("999999999999.5Mi", "1023999999999488Ki")]
    [InlineData("9999999999999999Ti", "9223372036854775807")]
    [InlineData("1023Mi", "1023Mi")]
    [InlineData("1024", "1024")]
    [InlineData("0", "0")]
    [InlineData("0Mi", "0")]
    [InlineData("-0.5", "-500m")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("1.5", "1500m")]
    [InlineData("1500m", "1500m")]
    [InlineData("100000", "100k")]
    [InlineData("123456", "123456")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E2", "1200")]
    [InlineData("1E", "1E")]
    [InlineData("0.001Ki", "1024m")]
    [InlineData("512Ki", "512Ki")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("1.00", "1")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    [InlineData("+3", "3")]
    [InlineData("1n", "1n")]
    [InlineData("0.1n", "1n")]
    [InlineData("1e-3", "1e-3")]
    [InlineData("100e6", "100e6")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("1e1000000", "9223372036854775807e0")]
    public void A_quantity_is_written_in_canonical_form(string text, string canonical)
    {
        Quantity.Parse(text).ToString().Should().Be(canonical.Replace("e0", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "quantities must match*")]
    [InlineData("abc", "quantities must match*")]
    [InlineData("1.2.3", "unable to parse numeric part*")]
    [InlineData("1K", "unable to parse quantity's suffix")]
    [InlineData("1 Gi", "quantities must match*")]
    [InlineData("1Mib", "quantities must match*")]
    [InlineData("1e", "unable to parse quantity's suffix")]
    [InlineData("-", "quantities must match*")]
    [InlineData("--1", "quantities must match*")]
    public void What_is_no_quantity_is_refused(string text, string message)
    {
        var act = () => Quantity.Parse(text);

        act.Should().Throw<FormatException>().WithMessage(message);
        Quantity.TryParse(text, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("1500m", 2, 1500)]
    [InlineData("1Ki", 1024, 1024000)]
    [InlineData("1u", 1, 1)]
    [InlineData("-1500m", -2, -1500)]
    public void Values_are_rounded_away_from_zero(string text, long value, long milli)
    {
        var quantity = Quantity.Parse(text);

        quantity.Value.Should().Be(value);
        quantity.MilliValue.Should().Be(milli);
    }

    [Fact]
    public void The_canonical_form_means_the_same_amount() =>
        AnyQuantity.Sample(quantity => Quantity.Parse(quantity.ToString()) == quantity);

    [Fact]
    public void The_canonical_form_of_what_was_read_is_stable() =>

        // Not of what was made: a binary amount that no 1024 divides is written without a suffix, and read as a decimal one.
        AnyQuantity.Select(quantity => Quantity.Parse(quantity.ToString())).Sample(read => Quantity.Parse(read.ToString()).ToString() == read.ToString());

    [Fact]
    public void Addition_is_commutative_and_subtraction_undoes_it() =>
        Gen.Select(AnyQuantity, AnyQuantity).Sample((left, right) => left + right == right + left && left + right - right == left);

    [Fact]
    public void Order_follows_the_amount() =>
        Gen.Select(AnyQuantity, AnyQuantity).Sample((left, right) =>
            (left < right) == (right > left) && (left == right) == (left.CompareTo(right) == 0) && (left - right).Sign == left.CompareTo(right));

    [Fact]
    public void A_sum_keeps_the_form_of_its_first_part()
    {
        (Quantity.Parse("1Gi") + Quantity.Parse("1")).Format.Should().Be(QuantityFormat.BinarySi);
        (Quantity.Zero + Quantity.Parse("1Gi")).ToString().Should().Be("1Gi");
    }
}
