# shellcheck shell=sh
# student-union - one department beside the units that the policy names, and a
# college's union, which has no route. Students and guests hold until a day.

fill_policy() {
	fill 'step edit' deadline 8h
	fill 'step edit-original' deadline 5d
	fill 'step coordinate' deadline 4h
	fill 'step head' deadline 8h
	fill 'step presidium' deadline 8h
	fill 'step teacher' deadline 8h
	fill after settle_within 24h
}

hire() {
	unit wenti 文体部 union department
	unit xingong-su 信息工程学院学生会 institution college-union
	person yeqing 叶青 media student editor@media/2027-06-30
	person panyue 潘悦 media student collector@media/2027-06-30
	person mengfei 孟菲 media student dept-head@media/2027-06-30
	person dingyi 丁一 wenti student collector@wenti/2027-06-30
	person fuxue 付雪 wenti student dept-head@wenti/2027-06-30
	person huanglei 黄磊 wenti guest volunteer@wenti/2027-01-31
	person suyu 苏雨 wenti student volunteer@wenti/2027-01-31
	person renhao 任皓 presidium student presidium@presidium/2027-06-30
	person shixin 石欣 presidium student presidium@presidium/2027-06-30
	person zhanglaoshi 张颖 union teacher@union
	person guoming 郭明 party coordinator@party
	person duanhong 段红 league coordinator@league
	person lvyang 吕洋 xingong-su student collector@xingong-su/2027-06-30
}
