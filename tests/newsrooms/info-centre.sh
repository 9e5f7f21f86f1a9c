# shellcheck shell=sh
# info-centre - a company: two departments beside the centre that the policy
# names.

fill_policy() {
	fill 'switch board' value full
	fill 'switch mail' value through-centre
	fill 'step first' deadline 8h
	fill 'step dept' deadline 8h
	fill 'step leader' deadline 24h
	fill 'step plan' deadline 2d
	fill 'step recheck' deadline 8h
	fill after settle_within 24h
}

hire() {
	leave leader
	unit sales 銷售部 institution dept
	unit research 研發部 institution dept
	person limei 李美 centre clerk@centre wechat-keeper@centre
	person caiyun 蔡雲 centre publisher@centre site-keeper@centre
	person hongwei 洪偉 centre dept-head@centre
	person zengli 曾莉 centre submitter@centre
	person luojing 羅靜 institution leader@institution
	person xiewen 謝文 sales submitter@sales
	person tangyi 湯怡 sales dept-head@sales
	person dongbo 董博 research submitter@research
	person yuanjie 袁傑 research dept-head@research
}
